// "/" goes to the search box, Esc empties it, j and k walk through the results.

const writes = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio)$/.test(element.type);

export function keyboard(document) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const box = document.querySelector('[data-search]');
    if (event.key === 'Escape' && event.target === box) {
      // The browser empties the box by itself in some cases only, and then
      // without telling those who listen.
      if (box.value === '') {
        box.blur();
      } else {
        box.value = '';
        box.dispatchEvent(new Event('input', { bubbles: true }));
      }
      event.preventDefault();
      return;
    }
    if (writes(event.target)) return;
    if (event.key === '/' && box) {
      box.focus();
      box.select();
      event.preventDefault();
    } else if (event.key === 'j' || event.key === 'k') {
      step(document, event.key === 'j' ? 1 : -1);
    }
  });
}

// step moves the focus to the next or previous result.
function step(document, by) {
  const links = [...document.querySelectorAll('[data-card] .card-link')];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
}
