// Suggestions while typing in a search field: organisations, concepts, places and
// more that begin with the words typed. Without this the field is a plain one.
import { combobox } from './combobox.js';
import { completions } from './completions.js';

const delay = 120; // milliseconds after the last key before the server is asked
const least = 2; // letters or digits: one begins too much to be of help
const settled = 700; // milliseconds of quiet before the number is announced

export function suggest(document) {
  for (const template of document.querySelectorAll('template[data-suggest]')) offer(template);
}

// offer gives the form around the template its suggestions. The template holds
// the words and signs for each kind and where they lead.
function offer(template) {
  const document = template.ownerDocument;
  const window = document.defaultView;
  const { suggest: address, facets, title, found: number, none } = template.dataset;
  const form = template.closest('form');
  const input = form.querySelector('[data-search]');
  const parts = document.importNode(template.content, true);
  const groups = new Map([...parts.querySelectorAll('[data-of]')].map((group) => [group.dataset.of, group]));

  const list = element(document, 'div', 'suggest');
  list.id = `${input.id}-suggestions`;
  list.setAttribute('aria-label', title);
  list.hidden = true;
  const status = element(document, 'p', 'visually-hidden');
  status.setAttribute('role', 'status');
  status.setAttribute('aria-live', 'polite');
  form.append(list, status);

  // announce says the number once typing has paused: a number for each letter
  // would speak over the letters.
  let saying = 0;
  const announce = (text) => {
    window.clearTimeout(saying);
    if (text === '') status.textContent = '';
    else saying = window.setTimeout(() => { status.textContent = text; }, settled);
  };

  const source = completions(window, address);
  const box = combobox(input, list, {
    wanted: (by) => ask(0, by),
    left: () => {
      source.stop();
      announce('');
    },
  });

  // typed is the text as the server is asked for it: a blank at the end says that
  // the word is complete, other blanks say nothing.
  const typed = () => input.value.trimStart().replace(/\s+/gu, ' ');

  const ask = (wait, by = 0) => {
    const text = typed();
    if ((text.match(/[\p{L}\p{N}]/gu) ?? []).length < least) {
      box.close();
      return;
    }
    source.ask(text, wait, (found) => {
      if (document.activeElement !== input || !found) {
        box.close();
        return;
      }
      list.replaceChildren(...grouped(found, text));
      box.show();
      if (by !== 0 && box.isOpen()) box.step(by);
      announce(found.length === 0 ? none : number.replace('{n}', found.length));
    });
  };

  // grouped are the completions under the names of their kinds, in the order they
  // come.
  const grouped = (found, text) => {
    const shown = new Map();
    for (const c of found) {
      const group = groups.get(c.of);
      if (!group) continue; // a kind this page does not know
      if (!shown.has(c.of)) {
        const copy = group.cloneNode(true);
        const name = copy.querySelector('[data-name]');
        name.id = `${list.id}-${c.of}`;
        copy.setAttribute('role', 'group');
        copy.setAttribute('aria-labelledby', name.id);
        shown.set(c.of, copy);
      }
      shown.get(c.of).append(option(c, text, group.dataset.href));
    }
    return [...shown.values()];
  };

  const option = (c, text, base) => {
    const link = element(document, 'a', 'suggest-option');
    link.href = c.id ? base + encodeURIComponent(c.id) : searchFor(c);
    link.draggable = false;
    const names = [named(document, 'suggest-name', c.label, text, c.language ?? '')];
    // Another name is worth its line only where this one does not show why it is here.
    if (c.matched && !names[0].querySelector('mark')) names.push(named(document, 'suggest-other', c.matched, text, ''));
    const block = element(document, 'span', 'suggest-names');
    block.append(...names);
    link.append(block);
    if (c.detail) {
      const detail = element(document, 'span', 'suggest-detail');
      detail.textContent = c.detail;
      link.append(detail);
      names.push(detail);
    }
    for (const before of names.slice(0, -1)) before.append(comma(document));
    return link;
  };

  // searchFor is the search the form would make, for the concept or place instead
  // of the words. Where its list has no such filter the name is searched for.
  const searchFor = (c) => {
    const url = new URL(form.action);
    for (const [name, value] of new window.FormData(form)) {
      if (name !== 'q' && value.trim() !== '') url.searchParams.append(name, value);
    }
    if (facets.split(' ').includes(c.parameter)) {
      if (!url.searchParams.getAll(c.parameter).includes(c.value)) url.searchParams.append(c.parameter, c.value);
    } else {
      url.searchParams.set('q', c.label);
    }
    return url.href;
  };

  // While an input method composes, the text is not yet what is meant.
  input.addEventListener('input', (event) => { if (!event.isComposing) ask(delay); });
  input.addEventListener('compositionend', () => ask(delay));
  window.addEventListener('popstate', box.close);
}

function element(document, name, className) {
  const e = document.createElement(name);
  e.className = className;
  return e;
}

// comma parts what stands apart on the page where it is read out.
function comma(document) {
  const e = element(document, 'span', 'suggest-comma');
  e.textContent = ', ';
  return e;
}

// named is a name with the beginnings that were typed marked. Its language is ""
// where nobody knows.
function named(document, className, name, text, lang) {
  const e = element(document, 'span', className);
  e.dir = 'auto';
  if (lang !== document.documentElement.lang) e.lang = lang;
  let from = 0;
  for (const [start, end] of begun(name, text)) {
    const mark = element(document, 'mark', 'suggest-mark');
    mark.textContent = name.slice(start, end);
    e.append(name.slice(from, start), mark);
    from = end;
  }
  e.append(name.slice(from));
  return e;
}

const fold = (s) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const words = (s) => [...s.matchAll(/[\p{L}\p{N}\p{M}]+/gu)];

// begun are the beginnings of words of the name that were typed in the same
// script, accents and case aside: start and end of each.
function begun(name, text) {
  const beginnings = words(text).map(([word]) => fold(word)).sort((a, b) => b.length - a.length);
  const found = [];
  for (const { 0: word, index } of words(name)) {
    const beginning = beginnings.find((b) => b !== '' && fold(word).startsWith(b));
    if (!beginning) continue;
    let end = 0;
    for (const letter of word.match(/.\p{M}*/gsu)) {
      if (fold(word.slice(0, end)).length >= beginning.length) break;
      end += letter.length;
    }
    found.push([index, index + end]);
  }
  return found;
}
