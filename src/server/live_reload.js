// The browser's half of live reload. `blogsite serve` adds this script to each page it serves;
// no page that is built has it.
//
// 1. A WebSocket tells of changes, and of the problems of this page.
// 2. A changed page is fetched and the document patched to look like it. Only what changed in the source
//    is touched: what a reader or a script did to the rest (typed text, open <details>, rendered maths) stays.
// 3. Changed style sheets and images are asked for under a new query, and replaced once they are there.
// 4. What cannot be patched (scripts, most of <head>) reloads the page, which then finds its scroll position again.
// 5. Problems stand over the page, in a shadow root that no style sheet of the site reaches.
(() => {
  "use strict";

  const PREFIX = "/__blogsite/";
  const SCRIPT = `script[src="${PREFIX}live.js"]`;
  const own = document.currentScript;
  let version = Number(own.dataset.version); // of the page in the document
  own.remove();

  // What outlives a reload; a tab may have its storage switched off.
  const memory = {
    get: (name) => { try { return JSON.parse(sessionStorage.getItem(`blogsite-${name}`)); } catch { return null; } },
    set: (name, value) => { try { sessionStorage.setItem(`blogsite-${name}`, JSON.stringify(value)); } catch { /* off */ } },
  };

  const token = (of) => `${memory.get("server")}-${of}`;

  // ---- 1. The connection

  let socket = null;
  let hasConnected = false;
  let retries = 0;
  let timer = 0;

  function connect() {
    disconnect();
    const opened = (socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}${PREFIX}live`));
    opened.onopen = () => opened.send(JSON.stringify({ path: location.pathname, version }));
    opened.onmessage = ({ data }) => opened === socket && receive(JSON.parse(data));
    opened.onclose = () => opened === socket && retry();
  }

  function disconnect() {
    clearTimeout(timer);
    const closing = socket;
    socket = null;
    closing?.close();
  }

  // Browsers write every refused connection to the console, except that of a frame: so a frame looks whether the server
  // is back. A hidden tab does not even look.
  function retry() {
    socket = null;
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, Math.min(100 * 2 ** retries++, 2000));
  }

  function look() {
    const frame = document.createElement("iframe");
    frame.style.display = "none";
    frame.src = `${PREFIX}live.js`;
    frame.onload = () => {
      const isBack = frame.contentDocument?.URL.startsWith(location.origin);
      frame.remove();
      if (isBack) connect();
      else retry();
    };
    document.documentElement.append(frame);
  }

  function receive(message) {
    if (message.type === "hello") {
      const isOther = message.server !== (memory.get("server") ?? message.server);
      memory.set("server", message.server);
      if (isOther || message.version !== version) {
        isPageStale = true;
        // While it was away anything may have changed; at the first hello the page has only just loaded all.
        if (hasConnected) freshen("*", message);
      }
      hasConnected = true;
      retries = 0;
    } else if (message.type === "change") {
      for (const path of [...message.css, ...message.images, ...message.scripts ?? []]) freshen(path, message);
      if (message.pages) isPageStale = true;
      else if (!isPageStale) version = message.version;
    } else if (message.type === "problems") {
      showProblems(message.problems);
    }
    catchUp();
  }

  addEventListener("pagehide", disconnect); // a page with an open socket may not be kept for the way back
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    retries = 0;
    if (!socket) retry();
    catchUp();
  });

  // ---- 2. The page

  let isPageStale = false;
  let isBusy = false;
  let source = null; // the page as last fetched: what the document would be without readers and scripts

  // The browser has just been given this page, so it is asked of its cache; a page that is gone is never there.
  async function rememberSource() {
    if (performance.getEntriesByType("navigation")[0]?.responseStatus !== 200) return;
    const { isHtml, text } = await get(location.pathname + location.search, "force-cache");
    const now = parse(text);
    if (isHtml && now.version === version) source ??= now;
  }

  async function catchUp() {
    if (isBusy || document.hidden) return;
    isBusy = true;
    try {
      while (isPageStale || areFilesStale) {
        if (areFilesStale) swapFiles();
        if (isPageStale) await refresh();
      }
    } catch {
      isPageStale = true; // the server went away: the next hello comes back here
    }
    isBusy = false;
  }

  async function refresh() {
    isPageStale = false;
    const response = await get(location.pathname + location.search, "no-store");
    if (response.status === 404) {
      const { path } = await (await fetch(`${PREFIX}where?path=${encodeURIComponent(location.pathname)}`)).json();
      if (path && path !== location.pathname) {
        history.replaceState(history.state, "", path + location.hash);
        connect(); // the server knows each tab by the path it said first
        return refresh();
      }
    }
    if (response.status >= 500) return; // the last good page stays; the problems say what is wrong
    if (!response.isHtml) return reload();
    if (response.url.pathname !== location.pathname) {
      history.replaceState(history.state, "", response.url.pathname + location.search + location.hash);
      connect();
    }
    const next = parse(response.text);
    version = next.version ?? version;
    const old = source ?? { document, fixed: fixedParts(document) };
    if (old.fixed !== next.fixed && memory.get("reloaded") !== token(version)) return reload();
    source = next;
    patch(next.document, old.document === document ? null : old.document);
  }

  // With this header the server says a status in its answer's own header and calls it 200: browsers write each failed
  // fetch to the console, and a page that is gone is nothing the author has to be told there.
  async function get(url, cache) {
    const response = await fetch(url, { cache, referrerPolicy: "no-referrer", headers: { "Blogsite-Live": "1" } });
    return {
      status: Number(response.headers.get("Blogsite-Status") ?? response.status),
      isHtml: (response.headers.get("Content-Type") ?? "").startsWith("text/html"),
      url: new URL(response.url),
      text: await response.text(),
    };
  }

  function parse(text) {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const script = parsed.querySelector(SCRIPT);
    const found = script && Number(script.dataset.version);
    script?.remove();
    const fixed = fixedParts(parsed);
    for (const [element, name, value] of stalePlaces(parsed)) element.setAttribute(name, value);
    return { document: parsed, version: found, fixed };
  }

  // What is only said to machines can be changed in place.
  const SAID = 'title, meta:not([http-equiv]), link[rel~="canonical"], link[rel~="alternate"]:not([rel~="stylesheet"]),'
    + ' link[rel="prev"], link[rel="next"], link[rel="author"], script[type="application/ld+json"]';

  // What cannot be: scripts, style sheets and the rest of <head>.
  function fixedParts(page) {
    return [...page.querySelectorAll("head > *, script")]
      .filter((element) => !element.matches(SAID))
      .map((element) => element.outerHTML.replace(/[?&]blogsite-live=[^"&]*/g, "")).join("\n");
  }

  function reload() {
    memory.set("scroll", { path: location.pathname, x: scrollX, y: scrollY });
    memory.set("reloaded", token(version)); // once for each version, whatever scripts make of <head>
    location.reload();
  }

  function restoreScroll() {
    const place = memory.get("scroll");
    memory.set("scroll", null);
    if (place?.path !== location.pathname) return;
    let isMoved = false;
    const move = () => isMoved || scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    for (const by of ["wheel", "keydown", "pointerdown"]) addEventListener(by, () => { isMoved = true; }, { once: true, passive: true });
    move();
    if (document.readyState !== "complete") addEventListener("load", move); // images above had no height yet
  }

  // ---- The patch: `live` is in the document, `next` is its wanted form, `old` its form in the source before, if known.

  let livesById; // elements of the document that are wanted somewhere in the new page

  function patch(next, old) {
    const focused = document.activeElement;
    const selected = focused && "selectionStart" in focused && [focused.selectionStart, focused.selectionEnd, focused.selectionDirection];
    livesById = new Map();
    for (const element of next.body.querySelectorAll("[id]")) {
      const live = document.getElementById(element.id);
      if (livesById.has(element.id)) livesById.set(element.id, null); // written twice: no name
      else if (live?.nodeName === element.nodeName) livesById.set(element.id, live);
    }
    if (!old || old.title !== next.title) document.title = next.title;
    patchSaid(document.head, next.head, (old ?? document).head);
    patchAttributes(document.documentElement, next.documentElement, old?.documentElement);
    patchNode(document.body, next.body, old?.body);
    livesById = null;
    if (focused !== document.activeElement && focused?.isConnected) {
      focused.focus({ preventScroll: true });
      if (selected && selected[0] !== null) focused.setSelectionRange(...selected);
    }
  }

  function patchSaid(live, next, old) {
    const said = (head) => [...head.querySelectorAll(SAID)].filter((element) => element.nodeName !== "TITLE");
    const has = (list, element) => list.some((other) => other.isEqualNode(element));
    const [before, after] = [said(old), said(next)];
    for (const element of said(live)) if (has(before, element) && !has(after, element)) element.remove();
    for (const element of after) if (!has(said(live), element)) live.append(document.importNode(element, true));
  }

  function patchNode(live, next, old) {
    if (old?.isEqualNode(next) && next.nodeName !== "TEMPLATE") return;
    if (live.nodeType !== Node.ELEMENT_NODE) return patchText(live, next);
    patchAttributes(live, next, old);
    // Where scripts run, the parser reads <noscript> as text; <template> keeps its content elsewhere.
    if (live.nodeName === "NOSCRIPT") return;
    if (live.nodeName === "TEMPLATE") live.innerHTML = next.innerHTML;
    else patchChildren(live, next, old);
    const sources = (media) => [...media.querySelectorAll("source")].map((one) => one.src).join();
    if (live.load && old && sources(old) !== sources(next)) live.load();
  }

  // Only what differs is written, so that ranges (a selection) in the rest of the text stay.
  function patchText(live, { data }) {
    if (live.data === data) return;
    const shortest = Math.min(live.length, data.length);
    let start = 0;
    while (start < shortest && live.data[start] === data[start]) start++;
    let end = 0;
    while (end < shortest - start && live.data[live.length - 1 - end] === data[data.length - 1 - end]) end++;
    live.replaceData(start, live.length - start - end, data.slice(start, data.length - end));
  }

  function patchAttributes(live, next, old) {
    // Whether <details> is open belongs to the reader, unless the source itself changed.
    const isReaders = (name) => !old && name === "open";
    for (const { name } of [...live.attributes]) {
      if (!next.hasAttribute(name) && (old ? old.hasAttribute(name) : !isReaders(name))) live.removeAttribute(name);
    }
    for (const attribute of next.attributes) {
      const { name, value } = attribute;
      if (live.getAttribute(name) === value || isReaders(name) || old?.getAttribute(name) === value) continue;
      live.setAttributeNode(attribute.cloneNode()); // keeps namespaces, and names that setAttribute() refuses
    }
  }

  function patchChildren(live, next, old) {
    const kept = pair(live, next);
    const before = old ? pair(old, next) : new Map();
    const known = old && new Set(pair(live, old).values());
    const wanted = new Set(kept.values());
    for (const child of [...live.childNodes]) {
      const isForeign = known && !known.has(child); // put there by a script or an extension
      if (!wanted.has(child) && !isForeign) child.remove();
    }
    let place = live.firstChild;
    for (const child of next.childNodes) {
      const node = kept.get(child) ?? create(child);
      while (place && place !== node && !wanted.has(place)) place = place.nextSibling;
      if (place === node) place = place.nextSibling;
      else move(live, node, place);
      if (kept.has(child)) patchNode(node, child, before.get(child));
    }
  }

  // `moveBefore`, where there is one, keeps focus, scroll position, frames and what is playing.
  function move(parent, node, place) {
    if (node.isConnected && parent.moveBefore) parent.moveBefore(node, place);
    else parent.insertBefore(node, place);
  }

  // A node that had no counterpart among its siblings; what has an id may come from elsewhere in the document.
  function create(next) {
    const live = livesById.get(next.id);
    if (live) {
      patchNode(live, next);
      return live;
    }
    const isPlain = !next.querySelector?.("[id]") || next.namespaceURI !== document.body.namespaceURI;
    const node = document.importNode(next, isPlain);
    if (!isPlain) for (const child of next.childNodes) node.append(create(child));
    return node;
  }

  // Which child of `from` becomes which child of `to`: Map(to's child → from's child), in order as far as it goes.
  function pair(from, to) {
    const [a, b] = [from, to].map((parent) => [...parent.childNodes].map(describe));
    const pairs = new Map();
    const isSame = (one, other) => one && other && one.tag === other.tag && one.name === other.name && (one.name || one.text === other.text);
    while (isSame(a[0], b[0])) pairs.set(b.shift().node, a.shift().node);
    while (isSame(a.at(-1), b.at(-1))) pairs.set(b.pop().node, a.pop().node);
    // The best alignment of what is left; for a whole new text it would take too long.
    const width = b.length + 1;
    if (a.length * width > 250000) return pairs;
    const best = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        const like = likeness(a[i], b[j]);
        best[i * width + j] = Math.max(best[(i + 1) * width + j], best[i * width + j + 1], like && like + best[(i + 1) * width + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      const score = best[i * width + j];
      if (score === best[(i + 1) * width + j]) i++;
      else if (score === best[i * width + j + 1]) j++;
      else pairs.set(b[j++].node, a[i++].node);
    }
    // What changed places is found by its name.
    const taken = new Set(pairs.values());
    const moved = new Map(a.filter(({ node, name }) => name && !taken.has(node)).map(({ node, tag, name }) => [tag + name, node]));
    for (const { node, tag, name } of b) {
      const other = !pairs.has(node) && moved.get(tag + name);
      if (other && moved.delete(tag + name)) pairs.set(node, other);
    }
    return pairs;
  }

  function describe(node) {
    const get = (name) => node.getAttribute?.(name) ?? "";
    const choice = /^(radio|checkbox)$/.test(node.type) ? `=${get("value")}` : "";
    const source = () => node.querySelector?.(":scope > source[src]")?.getAttribute("src") ?? "";
    return { node, tag: node.nodeName, id: get("id"), name: get("id") || get("name") + choice || get("src") || source(), kind: get("class"), text: node.textContent };
  }

  function likeness(a, b) {
    if (a.tag !== b.tag) return 0;
    if (a.name && a.name === b.name) return 8;
    if (a.id !== b.id && (livesById.get(a.id) === a.node || livesById.has(b.id))) return 0; // one of them belongs elsewhere
    return (a.text === b.text && /\S/.test(a.text) ? 4 : 1) + (a.kind === b.kind);
  }

  // ---- 3. Style sheets and images

  const fresh = new Map(); // path → what to ask for it with; "*" for every path
  let areFilesStale = false;

  function freshen(path, message) {
    if (path === "*") fresh.clear();
    fresh.set(path === "*" ? path : new URL(path, location.origin).pathname, token(message.version));
    areFilesStale = true;
  }

  function freshUrl(address, base) {
    let url;
    try { url = new URL(address, base); } catch { return address; }
    const token = url.origin === location.origin && (fresh.get(url.pathname) ?? fresh.get("*"));
    if (!token || url.searchParams.get("blogsite-live") === token) return address;
    url.searchParams.set("blogsite-live", token);
    return url.pathname + url.search + url.hash;
  }

  const freshCss = (text, base) => text.replace(/url\((["']?)(.*?)\1\)/g, (_, quote, url) => `url(${quote}${freshUrl(url, base)}${quote})`);
  const freshSet = (text, base) => text.replace(/[^\s,]\S*[^\s,]/g, (url) => (/^[\d.]+[wxh]$/.test(url) ? url : freshUrl(url, base)));

  const FILES = 'link[rel~="stylesheet"], link[rel~="icon"], img, source, input[type="image"], video, audio, object, embed, image, [style*="url("]';

  // Every attribute of the page that names a fresh file, with its new value.
  function* stalePlaces(page) {
    for (const element of page.querySelectorAll(FILES)) {
      for (const name of ["href", "src", "srcset", "poster", "data", "style"]) {
        const value = element.getAttribute(name);
        if (!value || /^data:/.test(value)) continue;
        const renewed = name === "style" ? freshCss(value, document.baseURI)
          : name === "srcset" ? freshSet(value, document.baseURI) : freshUrl(value, document.baseURI);
        if (renewed !== value) yield [element, name, renewed];
      }
    }
  }

  function swapFiles() {
    areFilesStale = false;
    if ([...document.scripts].some(({ src }) => src && !fresh.has("*") && freshUrl(src) !== src)) return reload();
    for (const [element, name, value] of [...stalePlaces(document)]) {
      if (element.matches('link[rel~="stylesheet"]')) swapSheet(element, value);
      else if (element.nodeName === "IMG") swapImage(element, name, value);
      else element.setAttribute(name, value);
    }
    for (const sheet of document.styleSheets) swapInSheet(sheet, sheet.ownerNode);
  }

  // The old style sheet goes when the new one is there: nothing is ever without style.
  function swapSheet(link, href) {
    const renewed = link.cloneNode();
    renewed.href = href;
    renewed.onload = renewed.onerror = () => link.remove();
    link.after(renewed);
  }

  function swapImage(image, name, value) {
    const loading = image.cloneNode();
    loading.loading = "eager";
    loading.setAttribute(name, value);
    const show = () => image.setAttribute(name, value);
    loading.decode().then(show, show);
  }

  // Images that a style sheet names, and style sheets that it imports.
  function swapInSheet(sheet, link) {
    let rules = [];
    try { rules = [...sheet.cssRules]; } catch { /* of another site */ }
    const base = sheet.href ?? document.baseURI;
    for (const rule of rules) {
      if (rule.styleSheet) {
        const stale = freshUrl(rule.styleSheet.href) !== rule.styleSheet.href;
        if (!stale) swapInSheet(rule.styleSheet, link);
        else if (link?.matches("link")) fetch(rule.styleSheet.href, { cache: "reload" }).then(() => swapSheet(link, link.href), () => {});
      } else {
        for (const name of rule.style ?? []) {
          const value = rule.style.getPropertyValue(name);
          if (!value.includes("url(")) continue;
          const renewed = freshCss(value, base);
          if (renewed !== value) rule.style.setProperty(name, renewed, rule.style.getPropertyPriority(name));
        }
        if (rule.cssRules) swapInSheet(rule, link);
      }
    }
  }

  // ---- 5. The problems

  const STYLE = `
    :host { all: initial; --paper: #fff; --ink: #1d2126; --soft: #5a626d; --tint: #f3f4f6; --line: #d9dde2; --error: #b3131d; --warning: #8a5300; }
    @media (prefers-color-scheme: dark) {
      :host { --paper: #1b1f25; --ink: #e4e7ec; --soft: #a3acb8; --tint: #12151a; --line: #363d47; --error: #ff8f88; --warning: #f0b95c; }
    }
    @media print { :host { display: none; } }
    * { box-sizing: border-box; margin: 0; }
    .panel, .badge { position: fixed; z-index: 2147483647; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    .panel { inset: auto 0 0; max-height: 60vh; overflow: auto; overscroll-behavior: contain; border-top: 4px solid var(--kind); box-shadow: 0 -6px 32px rgb(0 0 0 / .3); }
    .inside { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem 1.5rem; }
    .error { --kind: var(--error); } .warning { --kind: var(--warning); }
    header { position: sticky; top: 0; display: flex; align-items: center; gap: .75rem; padding: .6rem 0; background: var(--paper); }
    h1 { flex: 1; font-size: 1rem; color: var(--kind); }
    button { font: inherit; color: inherit; cursor: pointer; border: 1px solid var(--line); border-radius: .4rem; background: var(--tint); padding: .2rem .7rem; }
    button:hover { border-color: var(--soft); }
    :focus-visible { outline: 3px solid var(--kind); outline-offset: 2px; }
    kbd { font: .8em ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; color: var(--soft); }
    section + section { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
    .what { font-size: .9rem; color: var(--kind); }
    h2 { font-size: 1.0625rem; line-height: 1.35; overflow-wrap: anywhere; }
    .error h2 { font-size: 1.4rem; }
    code, pre, .where { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font-size: .92em; }
    .where { margin-top: .35rem; font-size: .9rem; color: var(--soft); user-select: all; overflow-wrap: anywhere; }
    pre { margin-top: .6rem; padding: .7rem .9rem; overflow-x: auto; border-radius: .4rem; background: var(--tint); font-size: .9rem; line-height: 1.45; tab-size: 4; }
    pre i { color: var(--soft); font-style: normal; }
    pre b { color: var(--kind); }
    .help { margin-top: .5rem; padding-left: 3.2rem; text-indent: -3.2rem; overflow-wrap: anywhere; }
    .help::before { content: "help"; display: inline-block; width: 3.2rem; text-indent: 0; color: var(--soft); }
    .badge { right: 1rem; bottom: 1rem; padding: .35rem .9rem; border: 2px solid var(--kind); border-radius: 2rem; color: var(--kind); font-size: .9375rem; font-weight: 600; box-shadow: 0 2px 12px rgb(0 0 0 / .25); }
    .said { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }`;

  let problems = [];
  let openedBy = null; // "error" or "reader"
  let root = null;
  let said = null;

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // Names stand in backticks.
  const marked = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
  const count = (number, noun) => (number ? `${number} ${noun}${number > 1 ? "s" : ""}` : null);

  function showProblems(found) {
    if (JSON.stringify(found) === JSON.stringify(problems)) return;
    const known = new Set(problems.map((problem) => JSON.stringify(problem)));
    const isError = ({ severity }) => severity === "error";
    if (found.some((problem) => isError(problem) && !known.has(JSON.stringify(problem)))) openedBy = "error";
    else if (!found.length || (openedBy === "error" && !found.some(isError))) openedBy = null;
    problems = [...found.filter(isError), ...found.filter((problem) => !isError(problem))];
    draw();
  }

  function draw() {
    if (!root && !problems.length) return;
    if (!root) {
      const host = document.createElement("blogsite-problems"); // beside <body>, where no patch comes
      root = host.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet(); // which a page's content policy allows, unlike <style>
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      said = make("div", { className: "said", role: "status" });
      root.append(said);
      document.documentElement.append(host);
    }
    const hadFocus = root.activeElement;
    const scrolled = root.querySelector(".panel")?.scrollTop ?? 0;
    root.replaceChildren(said);
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const counts = [count(errors, "error"), count(problems.length - errors, "warning")].filter(Boolean).join(", ");
    const news = problems.length ? `${counts}: ${problems[0].message}` : "No problems";
    if (said.textContent !== news) said.textContent = news;
    if (!problems.length) return;
    const kind = errors ? "error" : "warning";
    if (openedBy) root.append(panel(kind, counts));
    else root.append(make("button", { className: `badge ${kind}`, ariaExpanded: "false", onclick: () => open("reader") }, counts));
    if (openedBy) root.querySelector(".panel").scrollTop = scrolled;
    if (hadFocus) root.querySelector("button").focus({ preventScroll: true });
  }

  function open(by) {
    openedBy = by;
    draw();
  }

  function panel(kind, counts) {
    const title = make("h1", { id: "title" }, counts);
    const close = make("button", { title: "Close (Esc)", onclick: () => open(null) }, "Close ", make("kbd", {}, "Esc"));
    const inside = make("div", { className: "inside" }, make("header", {}, title, close), ...problems.map(report));
    const element = make("div", { className: `panel ${kind}`, role: kind === "error" ? "alertdialog" : "dialog" }, inside);
    element.setAttribute("aria-labelledby", "title");
    return element;
  }

  function report({ severity, code, message, path, line, column, lines, help, page }) {
    const where = path && [path, line, line && column].filter(Boolean).join(":");
    return make("section", { className: severity },
      make("p", { className: "what" }, `${severity} `, make("code", {}, code), page ? "" : " · of the site as a whole"),
      make("h2", {}, ...marked(message)),
      where ? make("p", { className: "where" }, where) : null,
      lines ? make("pre", { tabIndex: 0 }, ...lines.split("\n").flatMap(snippet)) : null,
      ...(help ?? []).map((text) => make("p", { className: "help" }, ...marked(text))));
  }

  // `3 | the line`, and below it the mark.
  function snippet(text) {
    const [, gutter, rest] = /^(\s*\d*\s*\|?)(.*)$/.exec(text);
    return [make("i", {}, gutter), make(/^\s*[-~]*\^/.test(rest) ? "b" : "span", {}, `${rest}\n`)];
  }

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !openedBy || event.defaultPrevented) return;
    open(null);
  });

  restoreScroll();
  rememberSource().catch(() => {});
  connect();
})();
