// What scripts add to pages that are complete without them.
import { keyboard } from './keyboard.js';
import { liveSearch } from './live-search.js';
import { map } from './map.js';
import { shortlist } from './shortlist.js';
import { suggest } from './suggest.js';

keyboard(document);
liveSearch(document);
map(document);
shortlist(document);
suggest(document);
