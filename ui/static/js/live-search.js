// Results that follow the form and the filters without loading the page anew:
// the same page is fetched and its live parts take the place of the old ones.
// Whatever goes wrong, the browser goes to the address as it would without this.

const delay = 250; // milliseconds after the last key: a pause, not yet a wait

export function liveSearch(document) {
  const form = document.querySelector('#search-form');
  const results = document.querySelector('[data-live="results"]');
  if (!form || !results) return; // another page

  const window = document.defaultView;
  let running = null; // the fetch under way
  let shown = window.location.pathname + window.location.search;
  let timer = 0;

  // address is where the form leads, without its empty fields.
  const address = () => {
    const url = new URL(form.action);
    for (const [name, value] of new window.FormData(form)) {
      if (value.trim() !== '') url.searchParams.append(name, value);
    }
    return url;
  };

  const parts = (root) => [...root.querySelectorAll('[data-live]')];

  // replace puts the live parts of the fetched page in place, keeping open what
  // the reader opened and the focus where it was.
  const replace = (page) => {
    const open = new Map([...document.querySelectorAll('details[data-keep]')].map((d) => [d.dataset.keep, d.open]));
    const focused = document.activeElement;
    const control = focused && focused.name ? { name: focused.name, value: focused.value, box: focused.type === 'checkbox' } : null;
    for (const fresh of parts(page)) {
      const old = document.querySelector(`[data-live="${fresh.dataset.live}"]`);
      if (old) old.replaceWith(document.adoptNode(fresh));
    }
    for (const d of document.querySelectorAll('details[data-keep]')) {
      if (open.has(d.dataset.keep)) d.open = open.get(d.dataset.keep);
    }
    if (focused && !document.contains(focused)) {
      // A link that is gone leaves the reader at the beginning of what it led to.
      const same = control && [...form.elements].find((e) => e.name === control.name && (!control.box || e.value === control.value));
      (same || document.querySelector('[data-count]')).focus({ preventScroll: true });
    }
    document.title = page.title;
    const count = document.querySelector('[data-count]');
    document.querySelector('[data-announce]').textContent = count ? count.textContent.trim() : '';
  };

  const go = async (url, { push, scroll = false }) => {
    running?.abort();
    const mine = running = new AbortController();
    const region = document.querySelector('[data-live="results"]');
    region.setAttribute('aria-busy', 'true');
    try {
      const answer = await window.fetch(url, { signal: mine.signal, headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = new window.DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!page.querySelector('[data-live="results"]')) throw new Error('not a search page');
      if (mine !== running) return;
      if (push === 'new') window.history.pushState({ live: true }, '', url);
      if (push === 'same') window.history.replaceState({ live: true }, '', url);
      shown = url.pathname + url.search;
      replace(page);
      if (scroll) document.querySelector('[data-live="results"]').scrollIntoView({ block: 'start' });
    } catch (error) {
      if (error.name === 'AbortError' || mine !== running) return;
      region.removeAttribute('aria-busy');
      window.location.assign(url);
    } finally {
      if (mine === running) running = null;
    }
  };

  const submit = (push) => {
    window.clearTimeout(timer);
    const url = address();
    if (url.pathname + url.search !== shown) go(url, { push });
  };

  // While a word is being typed one entry of the history is enough.
  let typing = false;
  form.addEventListener('input', (event) => {
    if (!event.target.matches('[data-search]')) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      submit(typing ? 'same' : 'new');
      typing = true;
    }, delay);
  });
  form.addEventListener('focusout', () => { typing = false; });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    typing = false;
    submit('new');
  });

  // The filters stand outside the form element: changes are heard on the page.
  document.addEventListener('change', (event) => {
    if (event.target.form !== form || event.target.matches('[data-search]')) return;
    submit('new');
  });

  // Links that stay on the search page: chips, sorting, paging.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!link.closest('[data-live="results"]')) return;
    const url = new URL(link.href);
    if (url.origin !== window.location.origin || url.pathname !== window.location.pathname) return;
    event.preventDefault();
    const box = form.querySelector('[data-search]');
    box.value = url.searchParams.get('q') ?? '';
    go(url, { push: 'new', scroll: link.closest('.pager') !== null });
  });

  window.addEventListener('popstate', () => {
    const url = new URL(window.location.href);
    if (url.pathname + url.search === shown) return; // only the fragment changed
    form.querySelector('[data-search]').value = url.searchParams.get('q') ?? '';
    go(url, { push: '' });
  });
}
