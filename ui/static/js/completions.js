// What a text being typed can be completed to, asked of the server: after a
// pause, the latest text only, each text once.

const most = 200; // texts kept: more than anyone types on one page

export function completions(window, address) {
  const kept = new Map();
  let timer = 0;
  let running = null; // the fetch under way

  const stop = () => {
    window.clearTimeout(timer);
    running?.abort();
    running = null;
  };

  const fetchFor = async (text, found) => {
    const mine = running = new AbortController();
    let list = null; // not known: whatever goes wrong, the field is one without suggestions
    try {
      const url = new URL(address, window.location.href);
      url.searchParams.set('q', text);
      const answer = await window.fetch(url, { signal: mine.signal, headers: { Accept: 'application/json' } });
      if (answer.ok) list = (await answer.json()).completions;
    } catch {
      // The network is gone, or a later text has taken its place.
    }
    if (mine !== running) return;
    running = null;
    if (list) {
      if (kept.size >= most) kept.delete(kept.keys().next().value);
      kept.set(text, list);
    }
    found(list);
  };

  // ask hands the completions of the text to found, or null where they cannot be
  // had; what was asked before is forgotten.
  const ask = (text, delay, found) => {
    stop();
    if (kept.has(text)) {
      found(kept.get(text));
    } else {
      timer = window.setTimeout(fetchFor, delay, text, found);
    }
  };

  return { ask, stop };
}
