// A field with a list of options below it, as ARIA 1.2 describes a combobox: the
// focus stays in the field, the keys walk through the list. Options are links;
// an option is chosen by following it.

// combobox makes one of the field and the empty element for the list. wanted is
// called when a key asks for the list while it is closed, left when the list has
// closed.
export function combobox(input, list, { wanted, left }) {
  const document = input.ownerDocument;
  let options = [];
  let active = -1; // index of the option the keys are at; -1: at the text as typed

  list.setAttribute('role', 'listbox');
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');

  const isOpen = () => !list.hidden;

  const go = (to) => {
    options[active]?.setAttribute('aria-selected', 'false');
    active = to;
    const option = options[active];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
      list.scrollTop = 0;
    }
  };

  const close = () => {
    if (isOpen()) {
      go(-1);
      list.hidden = true;
      input.setAttribute('aria-expanded', 'false');
    }
    left();
  };

  // fit tells the style sheet how much can be seen below the field: an on-screen
  // keyboard may lie over the rest.
  const fit = () => {
    const seen = document.defaultView.visualViewport;
    const room = seen.offsetTop + seen.height - list.getBoundingClientRect().top;
    list.style.setProperty('--suggest-room', `${Math.floor(room)}px`);
  };

  // show opens the list with what it holds now. The keys stay at an option that
  // leads where the one before led.
  const show = () => {
    const at = options[active]?.href;
    options = [...list.querySelectorAll('a')];
    options.forEach((option, i) => {
      option.id = `${list.id}-${i + 1}`;
      option.tabIndex = -1;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
    });
    list.hidden = options.length === 0;
    fit();
    input.setAttribute('aria-expanded', String(isOpen()));
    go(at ? options.findIndex((option) => option.href === at) : -1);
  };

  // Below the last option and above the first is the text as typed.
  const step = (by) => {
    const places = options.length + 1;
    go((active + 1 + by + places) % places - 1);
  };

  const keys = {
    ArrowDown: (event) => {
      if (!isOpen()) wanted(event.altKey ? 0 : 1);
      else if (!event.altKey) step(1);
      return true;
    },
    ArrowUp: (event) => {
      if (event.altKey) close();
      else if (isOpen()) step(-1);
      else wanted(-1);
      return true;
    },
    Enter: () => {
      const option = options[active];
      if (!option || !isOpen()) {
        close(); // the form is sent
        return false;
      }
      option.click();
      return true;
    },
    Escape: () => {
      if (!isOpen()) return false; // what it does on any page
      close();
      return true;
    },
    Tab: () => close(),
    // These move in the text, so the keys are at the text again.
    Home: () => go(-1),
    End: () => go(-1),
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(-1),
  };

  input.addEventListener('keydown', (event) => {
    // A key of an input method is not one of ours; 229 is what some browsers
    // call the key that ends a composition.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    if (keys[event.key](event)) event.preventDefault();
  });
  input.addEventListener('focusout', close);
  input.form?.addEventListener('submit', close);

  // Pressing on the list leaves the focus in the field.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    if (event.target.closest('a')) close();
  });
  // A touch outside does not take the focus away in every browser.
  document.addEventListener('pointerdown', (event) => {
    if (isOpen() && !list.contains(event.target) && event.target !== input) close();
  });

  return { show, close, step, isOpen };
}
