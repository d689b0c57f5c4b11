// Moving about the map, and saying what the pointer is at. Without it the map is links
// in a picture, and other parts of it are chosen in the form.

const step = 1.5; // one press of a button, or one turn of a wheel
const most = 12; // times larger than the page shows it

export function map(root) {
  const figure = root.querySelector('[data-map]');
  const svg = figure && figure.querySelector('svg');
  if (!svg) return;
  const whole = svg.viewBox.baseVal;
  const full = { width: whole.width, height: whole.height };
  let at = { x: 0, y: 0, scale: 1 };

  const show = () => {
    const width = full.width / at.scale;
    const height = full.height / at.scale;
    at.x = Math.min(Math.max(at.x, 0), full.width - width);
    at.y = Math.min(Math.max(at.y, 0), full.height - height);
    svg.setAttribute('viewBox', `${at.x} ${at.y} ${width} ${height}`);
  };
  // The point (x, y), in shares of the picture, stays where it is.
  const zoom = (by, x = 0.5, y = 0.5) => {
    const scale = Math.min(Math.max(at.scale * by, 1), most);
    at.x += x * full.width * (1 / at.scale - 1 / scale);
    at.y += y * full.height * (1 / at.scale - 1 / scale);
    at.scale = scale;
    show();
  };
  const move = (x, y) => {
    at.x += (x * full.width) / at.scale;
    at.y += (y * full.height) / at.scale;
    show();
  };

  const tools = document.createElement('div');
  tools.className = 'chart-tools';
  for (const [sign, label, act] of [
    ['+', figure.dataset.nearer, () => zoom(step)],
    ['−', figure.dataset.farther, () => zoom(1 / step)],
    ['◻', figure.dataset.whole, () => { at = { x: 0, y: 0, scale: 1 }; show(); }],
  ]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'chart-tool';
    button.textContent = sign;
    button.setAttribute('aria-label', label);
    button.title = label;
    button.addEventListener('click', act);
    tools.append(button);
  }
  figure.append(tools);

  // The page still scrolls with the wheel: with Ctrl it zooms, as elsewhere on maps.
  svg.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? step : 1 / step, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });

  let held = null;
  svg.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && at.scale > 1) held = { x: event.clientX, y: event.clientY, moved: false };
  });
  addEventListener('pointermove', (event) => {
    if (!held) return;
    const box = svg.getBoundingClientRect();
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 4 && !held.moved) return;
    move((held.x - event.clientX) / box.width, (held.y - event.clientY) / box.height);
    held = { x: event.clientX, y: event.clientY, moved: true };
  });
  addEventListener('pointerup', () => { setTimeout(() => { held = null; }); });
  svg.addEventListener('click', (event) => { if (held && held.moved) event.preventDefault(); }, true);
  svg.addEventListener('dragstart', (event) => event.preventDefault());

  figure.addEventListener('keydown', (event) => {
    const keys = {
      '+': () => zoom(step), '=': () => zoom(step), '-': () => zoom(1 / step), 0: () => { at = { x: 0, y: 0, scale: 1 }; show(); },
      ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0), ArrowUp: () => move(0, -0.15), ArrowDown: () => move(0, 0.15),
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || (event.key.startsWith('Arrow') && at.scale === 1)) return;
    event.preventDefault();
    act();
  });

  const said = figure.querySelector('[data-map-said]');
  const say = (event) => {
    const unit = event.target.closest('a, circle');
    const title = unit && unit.querySelector('title');
    said.textContent = title ? title.textContent : '';
  };
  svg.addEventListener('pointerover', say);
  svg.addEventListener('focusin', say);
  svg.addEventListener('pointerleave', () => { said.textContent = ''; });
}
