/* The service worker of a kb site; the line above is written by the build.
   Pages: network first, the kept copy when the network fails or is slow. Hashed assets: kept copy first.
   Search: one version at a time. The whole site, when asked: content by hash, switched over at once.
   It never touches localStorage: ticks and drafts are the pages' own. */
(function () {
  "use strict";
  var root = new URL("./", self.location.href).href;
  /* Sites in sub-folders of one origin share the origin's caches, so the folder is in each name. */
  var own = "kb:" + new URL(root).pathname + ":";
  var PAGES = own + "pages", ASSETS = own + "assets", SITE = own + "site", SEARCH = own + "search:" + KB.search;
  var LIST = root + "offline/files.json", SOURCE = root + "search/source";
  var PATIENCE = 3000; // ms for a page of which there is a copy
  var LIMIT = 20000; // ms for one of which there is none: an answer, never a hang
  var TRANSFER = 60000; // ms for one file of the whole site
  var BATCH = 40, AT_ONCE = 6; // files a message, requests at a time
  var MOST_PAGES = 400; // kept because they were read

  /* ---- addresses ---- */

  function pathOf(url) {
    var u = new URL(url), at = u.origin + u.pathname;
    if (at.indexOf(root) !== 0) return null;
    var path = at.slice(root.length);
    try { path = decodeURIComponent(path); } catch (e) { /* not UTF-8: as it is */ }
    return path === "" || path.slice(-1) === "/" ? path + "index.html" : path;
  }
  function address(path) { return root + path.split("/").map(encodeURIComponent).join("/"); }
  function hashed(path) { return /^assets\/.+\.[0-9a-f]{10}\.\w+$/.test(path); }
  /* Left to the browser: this script, the preview's own files, lists and downloads. */
  function left(path) { return /^sw\.js$|^__kb\/|^offline\/[^/]+\.json$|\.(zip|epub|pdf)$/.test(path); }
  function worth(path) { return /\.(svg|png|jpe?g|gif|webp|avif|ico|webmanifest|css|js|ics)$/.test(path); }
  function offlinePage(path) {
    var best = "";
    Object.keys(KB.pages).forEach(function (prefix) { if (path.indexOf(prefix) === 0 && prefix.length > best.length) best = prefix; });
    return KB.pages[best];
  }

  /* ---- what is kept ---- */

  var site; // list of the whole site if it is saved, else null; undefined until looked up
  function withIndex(list) {
    list.at = new Map(list.files.map(function (f) { return [f[0], f]; }));
    return list;
  }
  async function saved() {
    if (site === undefined) {
      var answer = await (await caches.open(SITE)).match(LIST);
      site = answer ? withIndex(await answer.json()) : null;
    }
    return site;
  }
  function key(file) { return address(file[0]) + "?kb=" + file[2]; }
  async function fromSite(path) {
    var list = await saved(), file = list && list.at.get(path);
    return file ? (await caches.open(SITE)).match(key(file)) : undefined;
  }
  async function from(name, path) { return (await caches.open(name)).match(address(path)); }
  async function kept(path) { return (await from(PAGES, path)) || (await from(ASSETS, path)) || fromSite(path); }
  function plain(answer) { return answer.ok && answer.type === "basic" && answer.status === 200; }
  async function keep(name, path, answer) {
    var cache = await caches.open(name);
    try { await cache.put(address(path), await unredirected(answer)); } catch (e) { return; } // full, or cut off: as if never seen
    if (name === PAGES) {
      var keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map(function (k) { return cache.delete(k); }));
    }
  }
  /* A browser refuses a redirected answer to a navigation. */
  async function unredirected(answer) {
    return answer.redirected ? new Response(await answer.arrayBuffer(), { headers: answer.headers }) : answer;
  }

  /* The answer, or null when it fails or takes longer than so many ms. */
  function within(answer, limit) {
    return new Promise(function (resolve) {
      var timer = setTimeout(function () { resolve(null); }, limit);
      answer.then(function (a) { clearTimeout(timer); resolve(a); }, function () { clearTimeout(timer); resolve(null); });
    });
  }

  /* ---- requests ---- */

  var copies = new Set(); // clients whose page is a kept copy

  async function page(event, path) {
    var online = fetch(event.request).then(function (answer) {
      if (plain(answer) && /html/.test(answer.headers.get("content-type") || "")) {
        var copy = answer.clone();
        event.waitUntil(keep(PAGES, path, copy).then(refresh));
      }
      return answer;
    });
    // What arrives too late is still kept for the next time.
    event.waitUntil(online.then(function () {}, function () {}));
    var copy = await kept(path), answer = await within(online, copy ? PATIENCE : LIMIT);
    if (answer && (answer.status < 500 || !copy)) return answer;
    if (copy) { copies.add(event.resultingClientId); return copy; }
    if (!/\.\w+$/.test(path) && (await kept(path + "/index.html"))) return Response.redirect(address(path) + "/" + new URL(event.request.url).search);
    var help = offlinePage(path);
    if (path === help) return new Response("", { status: 503 });
    return Response.redirect(address(help) + "?for=" + encodeURIComponent(path));
  }

  async function asset(event, path) {
    var copy = (await from(ASSETS, path)) || (await fromSite(path));
    if (copy) return copy;
    var answer = await fetch(event.request);
    if (plain(answer)) event.waitUntil(keep(ASSETS, path, answer.clone()));
    return answer;
  }

  async function other(event, path) {
    var online = fetch(event.request).then(function (answer) {
      if (plain(answer) && worth(path)) { var copy = answer.clone(); event.waitUntil(keep(ASSETS, path, copy)); }
      return answer;
    });
    event.waitUntil(online.then(function () {}, function () {}));
    var copy = await kept(path), answer = await within(online, copy ? PATIENCE : LIMIT);
    return (answer && (answer.status < 500 || !copy) && answer) || copy || Response.error();
  }

  /* Files of the index carry one build's mark and the engine refuses a mix. So that it never meets one:
     the head decides where the rest comes from, either the network's version or the saved site's. */
  async function search(event, path) {
    var cache = await caches.open(SEARCH), at = address(path), part = /^search\/[a-z]\//.test(path);
    var wantsNew = event.request.cache === "reload" || event.request.cache === "no-cache";
    if (part && !wantsNew) {
      var whole = (await saved()) && (await cache.match(SOURCE));
      var copy = whole ? await fromSite(path) : await cache.match(at);
      if (copy) return copy;
    }
    var fallback = (await fromSite(path)) || (await cache.match(at));
    var answer = await within(fetch(event.request), fallback ? PATIENCE : LIMIT);
    var head = path === "search/index.js";
    if (answer && plain(answer)) {
      var fresh = answer.clone();
      if (head) await newHead(cache, at, fresh); else event.waitUntil(cache.put(at, fresh).then(null, function () {}));
      return answer;
    }
    if (head && fallback && (await saved())) await cache.put(SOURCE, new Response("site"));
    return fallback || answer || Response.error();
  }
  async function newHead(cache, at, answer) {
    var old = await cache.match(at), now = await answer.clone().arrayBuffer();
    await cache.delete(SOURCE);
    if (old && !same(await old.arrayBuffer(), now)) {
      var keys = await cache.keys();
      await Promise.all(keys.map(function (k) { return /\/search\/[a-z]\//.test(k.url) ? cache.delete(k) : null; }));
    }
    try { await cache.put(at, answer); } catch (e) { /* full */ }
  }
  function same(a, b) {
    var x = new Uint8Array(a), y = new Uint8Array(b);
    return x.length === y.length && x.every(function (byte, i) { return byte === y[i]; });
  }

  self.addEventListener("fetch", function (event) {
    var request = event.request;
    if (request.method !== "GET" || request.headers.has("range")) return;
    var path = pathOf(request.url);
    if (path === null || left(path)) return;
    if (request.mode === "navigate") event.respondWith(page(event, path));
    else if (hashed(path)) event.respondWith(asset(event, path));
    else if (/^search\/.+\.(js|gz|wasm)$/.test(path)) event.respondWith(search(event, path));
    else event.respondWith(other(event, path));
  });

  /* ---- the whole site ---- */

  async function json(name) {
    var answer = await within(fetch(root + "offline/" + name, { cache: "no-cache" }), LIMIT);
    if (!answer || !answer.ok) throw new Error("network");
    return answer.json();
  }
  async function get(file) {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, TRANSFER);
    try {
      var answer = await fetch(address(file[0]), { cache: "no-cache", signal: stop.signal });
      if (!answer.ok) throw new Error("network");
      var headers = {};
      ["content-type", "content-security-policy", "x-content-type-options"].forEach(function (h) { if (answer.headers.has(h)) headers[h] = answer.headers.get(h); });
      return new Response(await answer.arrayBuffer(), { headers: headers });
    } finally { clearTimeout(timer); }
  }
  async function all(files) {
    var out = [], next = 0;
    async function lane() { while (next < files.length) { var i = next++; out[i] = await get(files[i]); } }
    var lanes = [];
    for (var i = 0; i < AT_ONCE; i++) lanes.push(lane());
    await Promise.all(lanes);
    return out;
  }
  function sum(files) { return files.reduce(function (n, f) { return n + f[1]; }, 0); }

  var run = null, busy = null, changes = 0;
  /* What is to be fetched: only content whose hash is not there. */
  async function plan() {
    var list = await json("files.json"), have = new Set();
    (await (await caches.open(SITE)).keys()).forEach(function (k) { have.add(k.url); });
    return { list: list, missing: list.files.filter(function (f) { return !have.has(key(f)); }), bytes: sum(list.files) };
  }
  /* One batch, so that no message lives longer than a browser allows; the page asks for the next. */
  async function step() {
    var mine = run || (run = await plan()), part = mine.missing.slice(0, BATCH), got = null, failure = null;
    try { got = await all(part); } catch (e) { failure = e; }
    // Files of two versions under one list would be a mix: the batch counts if the site is still the same.
    if ((await json("version.json")).version !== mine.list.version) {
      run = null;
      if (++changes > 3) { changes = 0; throw new Error("network"); }
      return step();
    }
    if (failure) throw failure;
    changes = 0;
    if (run !== mine) throw new Error("stopped");
    var cache = await caches.open(SITE);
    for (var i = 0; i < part.length; i++) await cache.put(key(part[i]), got[i]);
    if (run !== mine) { await caches.delete(SITE); throw new Error("stopped"); }
    mine.missing = mine.missing.slice(part.length);
    if (!mine.missing.length) await finish(cache, mine.list);
    return { state: mine.missing.length ? "saving" : "saved", done: mine.bytes - sum(mine.missing), bytes: mine.bytes };
  }
  async function finish(cache, list) {
    await cache.put(LIST, new Response(JSON.stringify(list), { headers: { "content-type": "application/json" } }));
    site = withIndex(list);
    run = null;
    var now = new Set(list.files.map(key));
    now.add(LIST);
    var keys = await cache.keys();
    await Promise.all(keys.map(function (k) { return now.has(k.url) ? null : cache.delete(k); }));
    await caches.delete(PAGES); // older than the whole site from here on
  }
  function save() {
    if (!busy) {
      busy = step();
      var clear = function () { busy = null; };
      busy.then(clear, clear);
    }
    return busy;
  }
  var refreshing = false;
  /* A saved site follows new versions by itself, unless the reader asked browsers to save data. */
  async function refresh() {
    var list = await saved(), line = self.navigator.connection;
    if (refreshing || !list || list.version === KB.version || (line && line.saveData)) return;
    refreshing = true;
    try { while ((await save()).state === "saving"); } catch (e) { /* the next page goes on */ }
    refreshing = false;
  }

  /* ---- messages of pages ---- */

  async function status() {
    var list = await saved(), latest = null, cache = await caches.open(SITE), out = { saved: null, latest: null, pages: [] };
    if (list) out.saved = { built: list.built, bytes: list.bytes };
    try { latest = await json("version.json"); } catch (e) { /* offline */ }
    if (latest && !(list && list.version === latest.version)) {
      out.latest = { bytes: latest.bytes, files: latest.files };
      if ((await cache.keys()).length) out.latest.bytes = sum((await plan()).missing);
    }
    if (!list) out.pages = await titles();
    return out;
  }
  async function titles() {
    var cache = await caches.open(PAGES), keys = await cache.keys();
    var found = await Promise.all(keys.map(async function (k) {
      var text = await (await cache.match(k)).text(), title = /<title>([^<]*)/.exec(text), lang = /<html[^>]* lang="([\w-]+)"/.exec(text);
      return { href: k.url, title: title ? title[1] : "", lang: lang ? lang[1] : "" };
    }));
    var help = Object.keys(KB.pages).map(function (p) { return address(KB.pages[p]); });
    return found.filter(function (p) { return p.title && help.indexOf(p.href) < 0; }).reverse();
  }
  async function forget() {
    run = null; site = null;
    await Promise.all([SITE, PAGES, SEARCH].map(function (name) { return caches.delete(name); }));
    return {};
  }
  /* The first page was read before there was a worker. */
  async function keepAll(urls) {
    await Promise.all(urls.slice(0, 50).map(async function (url) {
      var path = pathOf(url);
      if (path === null || left(path) || /^search\/.+\.(js|gz)$/.test(path)) return;
      var answer = await within(fetch(url), LIMIT);
      if (answer && plain(answer)) await keep(hashed(path) || worth(path) ? ASSETS : PAGES, path, answer);
    }));
    return {};
  }
  var actions = { save: save, status: status, forget: forget };
  self.addEventListener("message", function (event) {
    var ask = event.data || {}, port = event.ports[0];
    if (ask.kb === "page") {
      if (event.source && copies.has(event.source.id)) event.source.postMessage({ kb: "copy" });
    } else if (ask.kb === "keep" && Array.isArray(ask.urls)) {
      event.waitUntil(keepAll(ask.urls));
    } else if (port && Object.prototype.hasOwnProperty.call(actions, ask.kb)) {
      event.waitUntil(actions[ask.kb]().then(function (answer) { port.postMessage(answer); }, function (e) {
        port.postMessage({ error: e && e.name === "QuotaExceededError" ? "full" : "network" });
      }));
    }
  });

  /* ---- life ---- */

  self.addEventListener("install", function (event) {
    self.skipWaiting(); // content is found by hash or name, so old pages can live with a new worker
    event.waitUntil(caches.open(ASSETS).then(function (cache) {
      return Promise.all(KB.shell.map(async function (path) {
        if (hashed(path) && (await cache.match(address(path)))) return;
        var answer = await fetch(address(path), { cache: "no-cache" });
        if (!answer.ok) throw new Error("network");
        await cache.put(address(path), await unredirected(answer));
      }));
    }));
  });
  self.addEventListener("activate", function (event) {
    event.waitUntil((async function () {
      var names = await caches.keys();
      await Promise.all(names.map(function (n) { return n.indexOf(own) === 0 && [PAGES, ASSETS, SITE, SEARCH].indexOf(n) < 0 ? caches.delete(n) : null; }));
      await self.clients.claim();
      await prune();
    })());
  });
  /* Assets that no kept page names any more. */
  async function prune() {
    var pages = await caches.open(PAGES), assets = await caches.open(ASSETS), used = new Set(KB.shell);
    await Promise.all((await pages.keys()).map(async function (k) {
      ((await (await pages.match(k)).text()).match(/assets\/[\w.-]+/g) || []).forEach(function (a) { used.add(a); });
    }));
    await Promise.all((await assets.keys()).map(function (k) { var path = pathOf(k.url); return hashed(path) && !used.has(path) ? assets.delete(k) : null; }));
  }
})();
