// Searches the index that the build wrote, and fetches only the pieces of it that a query needs. How they are laid out is
// said in `src/search/layout.rs`, what a word is in `src/search/words.rs`.
//
// `mount(element, href)` puts a field and its results into an element, `open(href)` into a dialog; below `href`, the search
// page, lies the index. Elements with `data-search-field` are mounted at once.

const DENSE = '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3040-\u30ff'
  + '\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]';
const LETTER = '[\\p{L}\\p{N}\\p{M}]';
const RUNS = new RegExp(`(?:(?=${LETTER})${DENSE})+|[a-z](?:\\+\\+|#)(?![a-z0-9])|(?:(?!${DENSE})${LETTER})+`, 'gu');
const ACCENTS = /(?<!и)\u0306|[\xad\u200c\u200d\u0300-\u0305\u0307-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;
const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };
const BLOCKS = 'p, li, pre, td, th, dd, dt, h2, h3, h4, h5, h6, figcaption, summary, blockquote';
const PROSE = 'p, li, dd, blockquote';
const LONGEST = 32; // characters of a word
const ENDING = 4; // bytes that may follow a word whose own ending was cut off
const ENOUGH = 0.6; // of a word that is nowhere, to be looked for as the beginning of another
const BUDGET = 100_000; // bytes to look for longer words in, while the last word is typed
const SHOWN = 10; // results at a time
const SOON = 20; // milliseconds from a letter to the search
const LATER = 250; // milliseconds from the results to their excerpts, which most letters' results do not live to see

// --- Words

const fold = (text) => text.normalize('NFKD').toLowerCase().replace(/[ßæœøłđðþıς]/g, (c) => LETTERS[c])
  .replace(ACCENTS, '').normalize();
const runs = (text) => fold(text).match(RUNS) ?? [];
const first = (text, count) => [...text].slice(0, count).join('');
/** `zuerich` as `zürich` is folded. */
const withoutE = (key) => key.replace(/([aou])e/g, '$1');
const withE = (text) => text.replace(/[äöü]/gi, (c) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[c.toLowerCase()]);

/** What to look for: each word with its other spellings, what marks it, and whether longer words will do. */
export function words(text) {
  const found = new Map();
  const all = runs(text);
  const spelt = runs(withE(text.normalize()));
  const isGerman = document.documentElement.lang.startsWith('de');
  all.forEach((mark, index) => {
    const chars = [...mark];
    if (new RegExp(DENSE, 'u').test(mark)) {
      const pairs = chars.length > 1 ? chars.slice(1).map((c, i) => chars[i] + c) : chars;
      for (const key of pairs) found.set(key, { keys: [key], mark, dense: true, longer: chars.length === 1 });
    } else {
      const key = first(mark, LONGEST);
      const keys = new Set([key, first(spelt[index] ?? key, LONGEST), isGerman ? withoutE(key) : key]);
      found.set(key, { keys: [...keys], mark: key, longer: chars.length > 2 || index === all.length - 1 });
    }
  });
  return [...found.values()];
}

// --- The index

/** Bytes as characters, so that texts compare as the index is ordered. */
const bytesOf = (text) => String.fromCharCode(...new TextEncoder().encode(text));

/** Numbers and keys from bytes. */
function reader(bytes, at = 0) {
  let key = '';
  const number = () => {
    let sum = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++];
      sum += (byte & 127) * unit;
      if (!(byte > 127)) return sum;
    }
  };
  return {
    number,
    take: (length) => bytes.subarray(at, at += length),
    key() {
      const shared = number();
      const length = number();
      key = key.slice(0, shared) + String.fromCharCode(...this.take(length));
      return key;
    },
    stamp() {
      return [...this.take(4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    hasMore: () => at < bytes.length,
  };
}

/** The site was published anew since the directory was fetched. */
class Stale extends Error {}

/** The index below an address, as far as it was fetched. */
class Index {
  constructor(href) {
    this.href = href;
    this.pieces = new Map();
  }

  async fetch(name, options) {
    const response = await fetch(this.href + name, options);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
  }

  async start() {
    const response = await this.fetch('index.bin', { cache: 'no-cache' });
    const read = reader(new Uint8Array(await response.arrayBuffer()));
    this.stamp = read.stamp();
    this.documents = read.number();
    this.inPiece = read.number();
    const pieces = Array.from({ length: read.number() }, (_, number) => ({ number, first: read.key(), size: read.number() }));
    this.words = pieces.filter(({ size }) => size);
    return this;
  }

  /** A piece, fetched once; `read` makes of it its stamp and what is in it. */
  piece(name, read) {
    if (!this.pieces.has(name)) {
      const piece = this.fetch(`${name}?v=${this.stamp}`).then(read).then(([stamp, content]) => {
        if (stamp !== this.stamp) throw new Stale();
        return content;
      });
      piece.catch(() => this.pieces.delete(name));
      this.pieces.set(name, piece);
    }
    return this.pieces.get(name);
  }

  /** The keys of a piece with their lists. */
  lists(number) {
    return this.piece(`words-${number}.bin`, async (response) => {
      const read = reader(new Uint8Array(await response.arrayBuffer()));
      const stamp = read.stamp();
      const lists = [];
      while (read.hasMore()) lists.push([read.key(), read.take(read.number())]);
      return [stamp, lists];
    });
  }

  /** Title, address, day and authors of a document. */
  async record(document) {
    const read = async (response) => {
      const { v, d } = await response.json();
      return [v, d];
    };
    return (await this.piece(`posts-${Math.floor(document / this.inPiece)}.json`, read))[document % this.inPiece];
  }

  /** What may still be fetched for these words: of a word's first letters not all, because more letters will come. */
  budgetFor(wanted) {
    const { keys: [last], dense } = wanted.at(-1);
    const goesOn = wanted.length === this.budget?.count && last.startsWith(this.budget.last);
    const spent = goesOn ? this.budget.spent : 0;
    this.budget = { count: wanted.length, last, spent, most: dense ? BUDGET : BUDGET * Math.min(1, last.length / 3) };
    return this.budget;
  }

  /** The documents that have the most of the words, best first, and whether they have all. */
  async find(wanted) {
    const total = new Float32Array(this.documents);
    const hits = new Uint8Array(this.documents);
    const budget = this.budgetFor(wanted);
    for (const sums of await Promise.all(wanted.map((word) => this.look(word, budget)))) {
      const having = [];
      sums.forEach((sum, document) => { if (sum) having.push(document); });
      const rarity = Math.log(1 + (this.documents - having.length + 0.5) / (having.length + 0.5));
      for (const document of having) {
        total[document] += rarity * sums[document];
        hits[document]++;
      }
    }
    const most = hits.reduce((a, b) => Math.max(a, b), 1);
    const found = [];
    hits.forEach((count, document) => { if (count === most) found.push(document); });
    return { found: found.sort((a, b) => total[b] - total[a] || a - b), isAll: most === wanted.length };
  }

  /** What a word weighs in each document. One that is nowhere is tried without its ending; a Russian one always is. */
  async look(word, budget) {
    const least = Math.max(3, ENOUGH * word.keys[0].length);
    const cut = (key) => first(key, [...key].length - 1);
    let tries = word.keys.map((key) => [key, word.longer ? Infinity : 0]);
    if (/[а-я]{4}/.test(word.mark)) {
      word.mark = cut(word.mark);
      tries.push([word.mark, ENDING]);
    }
    for (;;) {
      const names = new Float32Array(this.documents);
      const texts = new Float32Array(this.documents);
      const any = await Promise.all(tries.flatMap(([key, room]) => [
        this.add('!', key, room, names, budget),
        this.add('', key, word.dense || key.length > 2 ? room : 0, texts, budget),
      ]));
      const key = withoutE(tries[0][0]) === tries[0][0] ? cut(tries[0][0]) : withoutE(tries[0][0]);
      if (any.some(Boolean) || word.dense || key.length < least) return texts.map((weight, document) => weight + 3 * names[document]);
      tries = [[key, ENDING]];
      word.mark = key;
    }
  }

  /** Adds the lists of a word, and of those it begins that are at most `room` bytes longer. */
  async add(sign, text, room, into, budget) {
    const key = sign + bytesOf(text);
    const all = this.words;
    const inReach = all.filter((piece, i) => piece.first < (room ? `${key}\xff` : `${key}\0`) && !(all[i + 1]?.first <= key));
    const pieces = inReach.filter(({ number, size }, i) => {
      if (!i || this.pieces.has(`words-${number}.bin`)) return true;
      if (budget.spent + size > budget.most) return false;
      budget.spent += size;
      return true;
    });
    let isAny = false;
    for (const lists of await Promise.all(pieces.map(({ number }) => this.lists(number)))) {
      for (const [found, list] of lists) {
        if (!found.startsWith(key) || found.length - key.length > room) continue;
        isAny = true;
        const fit = found === key && room !== ENDING ? 1 : 0.7 * key.length / found.length;
        const read = reader(list);
        for (let next = 0; read.hasMore(); next++) {
          const number = read.number();
          next += Math.floor(number / 16);
          into[next] = Math.max(into[next], (number & 15) * fit);
        }
      }
    }
    return isAny;
  }
}

const indexes = new Map();
/** Asks for the directory, and keeps what was fetched if it is still the same. */
function refresh(href) {
  const former = indexes.get(href);
  const index = new Index(href).start().then(async (index) => {
    const known = await former?.catch(() => {});
    if (known?.stamp === index.stamp) return known;
    pages.clear();
    return index;
  });
  index.catch(() => indexes.delete(href));
  indexes.set(href, index);
  return index;
}

// --- What is shown

/** What finds the words of a query in folded text, each in a group of its own: at the beginning of words, or within. */
function pattern(wanted, isWithin) {
  const groups = [...new Map(wanted.map((word) => [word.mark, word])).values()].map(({ keys, mark, dense, longer }) => {
    if (dense) return `(${mark})`;
    const any = [mark, ...keys].join('|').replaceAll('+', '\\+');
    return `${isWithin && mark.length > 3 ? '' : `(?<!${LETTER})`}(${any})${longer ? `${LETTER}*` : `(?!${LETTER})`}`;
  });
  return new RegExp(groups.join('|') || '(?!)', 'gu');
}

/** Where these stand in a text, and which it is. */
function places(text, marks) {
  const at = [];
  let folded = '';
  let end = 0;
  for (const c of text) {
    const plain = c < '\x80' ? c.toLowerCase() : fold(c);
    for (let i = 0; i < plain.length; i++) at.push(end);
    folded += plain;
    end += c.length;
  }
  at.push(end);
  return [...folded.matchAll(marks)].map((match) => ({
    start: at[match.index],
    end: at[match.index + match[0].length],
    word: match.findIndex((group, i) => i && group !== undefined),
  }));
}

/** A stretch of text with marks, as nodes. */
function marked(text, found, start = 0, end = text.length) {
  const nodes = [];
  let last = start;
  for (const place of found.filter((place) => place.start >= start && place.end <= end)) {
    nodes.push(text.slice(last, place.start), make('mark', {}, text.slice(place.start, place.end)));
    last = place.end;
  }
  return [...nodes, text.slice(last, end)];
}

const pages = new Map();
/** The blocks of text of a page. */
function blocksOf(href) {
  if (!pages.has(href)) {
    if (pages.size > 100) pages.clear();
    pages.set(href, fetch(href).then(async (response) => {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const main = page.querySelector('main') ?? page.body;
      for (const other of main.querySelectorAll('script, style, template, noscript, nav, svg')) other.remove();
      const blocks = [...main.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
      const texts = (blocks.length ? blocks : [main]).map((block) => ({
        text: block.textContent.replace(/\s+/g, ' ').trim().normalize(),
        isProse: block.matches(PROSE),
      }));
      return texts.filter(({ text }) => text);
    }));
  }
  return pages.get(href);
}

/** The place on a page where the most words of the query stand together, as nodes. */
async function excerpt(href, wanted) {
  const blocks = await blocksOf(href);
  let best = { count: 0, rank: 0, text: blocks[0]?.text ?? '', found: [], start: 0 };
  for (const isWithin of [false, true]) {
    const marks = pattern(wanted, isWithin);
    for (const { text, isProse } of best.count ? [] : blocks) {
      const found = places(text, marks);
      for (const { start } of found) {
        const near = found.filter((place) => place.start >= start && place.start < start + 160);
        const count = new Set(near.map(({ word }) => word)).size;
        // Of as many, those in a sentence rather than in a heading or in code.
        const rank = 2 * count + isProse;
        if (rank > best.rank) best = { count, rank, text, found, start };
      }
    }
  }
  const { text, found } = best;
  let start = Math.max(0, best.start - 60);
  if (start) start = Math.min(best.start, text.indexOf(' ', start) + 1 || start);
  const blank = text.lastIndexOf(' ', start + 220);
  const end = start + 220 >= text.length ? text.length : blank > start + 100 ? blank : start + 220;
  return [start ? '… ' : '', ...marked(text, found, start, end), end < text.length ? ' …' : ''];
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A result; its excerpt comes when it is seen. */
function result([title, href, date, authors], wanted, seen) {
  const withMarks = (text) => {
    const found = [false, true].map((isWithin) => places(text, pattern(wanted, isWithin)));
    return marked(text, found[0].length ? found[0] : found[1]);
  };
  const about = make('small', {}, ...date ? [make('time', { datetime: date }, date)] : [], date && authors ? ' · ' : '');
  about.append(...withMarks(authors.normalize()));
  const text = make('p');
  const item = make('li', {}, make('a', { href }, ...withMarks(title.normalize())), about, text);
  item.show = () => excerpt(href, wanted).then((nodes) => text.replaceChildren(...nodes), () => {});
  setTimeout(() => item.isConnected && seen.observe(item), LATER);
  return item;
}

/** Puts a field and its results into an element. */
export function mount(element, href, { query = '', onquery } = {}) {
  const field = make('input', {
    type: 'search', name: 'q', 'aria-label': 'Search', placeholder: 'Search', autocomplete: 'off', spellcheck: 'false',
  });
  const form = make('form', { role: 'search', action: href }, field);
  const status = make('p', { role: 'status' });
  const list = make('ol', { class: 'search-results' });
  const more = make('button', { type: 'button', hidden: '' }, 'More');
  element.replaceChildren(form, status, list, more);

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        seen.unobserve(target);
        target.show();
      }
    }
  });
  let turn = 0;

  async function search(isAgain) {
    const mine = ++turn;
    const asked = field.value;
    const wanted = words(asked);
    onquery?.(asked);
    const show = (items, said, isMore) => {
      const wasInside = list.contains(document.activeElement) || document.activeElement === more;
      list.replaceChildren(...items);
      list.dataset.query = asked;
      status.textContent = said;
      more.hidden = !isMore;
      if (wasInside) (list.querySelector('a') ?? field).focus();
    };
    if (!wanted.length) return show([], '');
    try {
      const index = await (indexes.get(href) ?? refresh(href));
      const { found, isAll } = await index.find(wanted);
      const next = () => Promise.all(found.splice(0, SHOWN).map((document) => index.record(document)));
      const count = `${found.length} ${found.length === 1 ? 'page' : 'pages'}`;
      const said = !found.length ? 'Nothing found' : isAll ? count : `No page has all of these words; ${count} with some of them`;
      const records = await next();
      if (mine !== turn) return;
      seen.disconnect();
      show(records.map((record) => result(record, wanted, seen)), said, found.length);
      more.onclick = async () => {
        const items = (await next()).map((record) => result(record, wanted, seen));
        if (mine !== turn) return;
        list.append(...items);
        more.hidden = !found.length;
        items[0]?.querySelector('a').focus();
      };
    } catch (error) {
      if (error instanceof Stale && !isAgain) {
        indexes.delete(href);
        return search(true);
      }
      if (mine === turn) show([], 'The search index cannot be loaded');
    }
  }

  let waiting = 0;
  let answer; // to what is in the field, unless a letter is waiting
  const ask = () => {
    clearTimeout(waiting);
    waiting = 0;
    answer = search();
  };
  /** Goes to the first result of what was typed, which may not have been looked for yet. */
  const choose = async () => {
    if (waiting) ask();
    const mine = answer;
    await mine;
    if (mine === answer && !waiting && document.activeElement === field) list.querySelector('a')?.focus();
  };
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, SOON);
  });
  field.addEventListener('focus', () => refresh(href).catch(() => {}));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    choose();
  });
  element.addEventListener('keydown', (event) => {
    const stops = [field, ...list.querySelectorAll('a')];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Escape: at > 0 ? -at : NaN }[event.key];
    if (at < 0 || !(stops[at + step] || step === 1)) return;
    event.preventDefault();
    if (at === 0) choose();
    else stops[at + step]?.focus();
  });
  if (query) {
    field.value = query;
    ask();
  }
  return field;
}

const style = make('link', { rel: 'stylesheet', href: new URL('search.css', import.meta.url) });
const styled = new Promise((done) => { style.onload = style.onerror = done; });
document.head.append(style);

let dialog;
/** Shows the field over the page. */
export async function open(href) {
  if (!dialog) {
    const inside = make('div');
    const close = make('button', { type: 'button', class: 'search-close' }, 'Close');
    dialog = make('dialog', { class: 'search', 'aria-label': 'Search' }, inside, close);
    close.onclick = () => dialog.close();
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
    // Else the first press would only empty the field.
    mount(inside, href).onkeydown = (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      dialog.close();
    };
    document.body.append(dialog);
    await styled;
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input').select();
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

await styled;
for (const element of document.querySelectorAll('[data-search-field]')) {
  const href = element.dataset.searchField;
  const isPage = new URL(href, location).pathname === location.pathname;
  // Where nothing is, the address says what was looked for; that of this very page says nothing.
  const name = decoded(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
  const field = mount(element, href, isPage ? {
    query: new URLSearchParams(location.search).get('q') ?? '',
    onquery: (query) => history.replaceState(history.state, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname),
  } : { query: name.replace(/^404(\.html)?$|\.\w+$/, '').replace(/[-_]+/g, ' ') });
  if (isPage) field.focus();
}
