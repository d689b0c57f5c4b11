// The short list: organisations a person collects, kept in this browser alone. Without
// this the list is carried in addresses; here it need not be, and its marks are
// switches. Where the browser keeps nothing, all stays as it came.

const key = 'euxine.shortlist';

export function shortlist(document) {
  const window = document.defaultView;
  const link = document.querySelector('[data-shortlist]');
  const storage = usable(window);
  if (!link || !storage) return;
  const most = Number(link.dataset.most);
  const home = new URL(link.href);
  home.search = '';

  const read = () => {
    try {
      const list = JSON.parse(storage.getItem(key) ?? '[]');
      return Array.isArray(list) ? [...new Set(list.filter((id) => typeof id === 'string' && id !== ''))].slice(0, most) : [];
    } catch {
      return [];
    }
  };
  const address = (ids) => home.pathname + (ids.length > 0 ? `?ids=${ids.map(encodeURIComponent).join(',')}` : '');
  const write = (ids) => {
    try {
      storage.setItem(key, JSON.stringify(ids));
    } catch {
      return; // full, or switched off meanwhile
    }
    show();
  };

  // show brings the header and every mark up to what is kept.
  const show = () => {
    const ids = read();
    link.href = address(ids);
    let count = link.querySelector('.site-shortlist-count');
    if (ids.length === 0) {
      count?.remove();
    } else {
      if (!count) {
        count = document.createElement('span');
        count.className = 'site-shortlist-count';
        link.append(' ', count);
      }
      count.textContent = String(ids.length);
    }
    for (const mark of document.querySelectorAll('button[data-shortlist-id]')) {
      const on = ids.includes(mark.dataset.shortlistId);
      mark.classList.toggle('is-on', on);
      mark.querySelector('[data-word]').textContent = on ? link.dataset.added : link.dataset.add;
    }
    keep(ids);
  };

  // dress makes switches of the links that came, and takes out of addresses the list
  // they carry.
  const dress = (root) => {
    let any = false;
    for (const mark of root.querySelectorAll('a[data-shortlist-id]')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'shortlist-mark';
      button.dataset.shortlistId = mark.dataset.shortlistId;
      button.append(...mark.childNodes);
      mark.replaceWith(button);
      any = true;
    }
    for (const way of root.querySelectorAll('a[href*="shortlist="]')) {
      const url = new URL(way.href);
      if (url.origin !== window.location.origin) continue;
      url.searchParams.delete('shortlist');
      way.href = url.href;
    }
    for (const field of root.querySelectorAll('input[type="hidden"][name="shortlist"]')) field.remove();
    return any;
  };

  document.addEventListener('click', (event) => {
    const mark = event.target.closest('button[data-shortlist-id]');
    if (mark) {
      const ids = read();
      const id = mark.dataset.shortlistId;
      if (ids.includes(id)) write(ids.filter((other) => other !== id));
      else if (ids.length < most) write([...ids, id]);
      else say(mark, link.dataset.full);
      return;
    }
    if (event.target.closest('[data-shortlist-keep] button')) {
      write(shown());
      // The offer is gone, and the focus with it.
      page.querySelector('h1').focus();
      page.querySelector('[data-shortlist-kept]').textContent = link.dataset.kept;
      return;
    }
    // Of a list that somebody sent, what is taken out is taken out of its address alone.
    if (!page || !isKept(read())) return;
    const gone = event.target.closest('[data-shortlist-remove]');
    if (gone) write(read().filter((id) => id !== gone.dataset.shortlistRemove));
    if (event.target.closest('[data-shortlist-clear]')) write([]);
  });

  // The page of the list shows what its address holds: another list than the kept one
  // may take its place, if the reader says so.
  const page = document.querySelector('[data-shortlist-page]');
  const shown = () => page.dataset.shown.split(',').filter((id) => id !== '');
  const isKept = (ids) => {
    const here = shown();
    return here.length === ids.length && here.every((id) => ids.includes(id));
  };
  const keep = (ids) => {
    const offer = document.querySelector('[data-shortlist-keep]');
    if (page && offer) offer.hidden = isKept(ids);
  };

  // What a reader cannot see at once is told beside the switch.
  const say = (mark, text) => {
    let note = mark.parentElement.querySelector('.shortlist-full');
    if (!note) {
      note = document.createElement('span');
      note.className = 'shortlist-full';
      note.setAttribute('role', 'status');
      mark.after(' ', note);
    }
    note.textContent = text;
  };

  if (page && page.dataset.shown === '' && !window.location.search && read().length > 0) {
    window.location.replace(address(read()));
    return;
  }
  dress(document);
  show();
  // Lists that follow the form come anew; so may other tabs change what is kept.
  new window.MutationObserver((changes) => {
    const fresh = changes.some((c) => [...c.addedNodes].some((n) => n.nodeType === 1 && (n.matches('a[data-shortlist-id]') || n.querySelector('a[data-shortlist-id], a[href*="shortlist="]'))));
    if (fresh && dress(document)) show();
  }).observe(document.body, { childList: true, subtree: true });
  window.addEventListener('storage', (event) => {
    if (event.key === key) show();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) show();
  });
}

// usable is the browser's storage, or nothing where there is none to be had.
function usable(window) {
  try {
    const storage = window.localStorage;
    storage.getItem(key);
    return storage;
  } catch {
    return null;
  }
}
