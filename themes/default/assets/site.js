/* Loaded with defer on every page. Everything works without it except what it adds itself:
   remembered ticks, copy buttons, the colour switch, notices that depend on today's date.
   Written for WebViews of 2019: no optional chaining, no modules. */
(function () {
  "use strict";
  var doc = document, root = doc.documentElement;
  var T = (doc.getElementById("kb-t") || {}).dataset || {};

  /* A page opened from a disk may not fetch its manifest; the browser would complain. */
  var web = /^http/.test(location.protocol), manifest = doc.querySelector('link[rel="manifest"]');
  if (!web && manifest) manifest.remove();

  /* Storage can be switched off or full; then the page simply forgets. */
  function load(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (e) { return null; } }
  function save(key, value) {
    try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, JSON.stringify(value)); } catch (e) { /* forgets */ }
  }
  function all(selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); }
  function on(selector, event, fn, from) { all(selector, from).forEach(function (el) { el.addEventListener(event, function (ev) { fn(el, ev); }); }); }

  var live = doc.createElement("p");
  live.className = "vh"; live.setAttribute("role", "status"); doc.body.appendChild(live);
  function say(text) { live.textContent = ""; setTimeout(function () { live.textContent = text; }, 50); }

  function copyText(text, done) {
    function old() {
      var area = doc.createElement("textarea"), ok = false;
      area.value = text; area.className = "vh"; doc.body.appendChild(area); area.select();
      try { ok = doc.execCommand("copy"); } catch (e) { ok = false; }
      area.remove(); done(ok);
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(function () { done(true); }, old);
    else old();
  }
  /* A button that says what happened: its own words change for two seconds, and a status line is read out. */
  function copyFrom(button, text) {
    copyText(text, function (ok) {
      var word = ok ? T.copied : T.copyFailed, label = button.querySelector("span:not(.i)");
      say(word);
      if (!label) return;
      if (!button.kbWords) button.kbWords = label.textContent;
      label.textContent = word;
      clearTimeout(button.kbTimer);
      button.kbTimer = setTimeout(function () { label.textContent = button.kbWords; }, 2000);
      button.focus();
    });
  }
  /* Text of a part of the page; its blanks are in brackets. */
  function plain(el) {
    var copy = el.cloneNode(true);
    all("button, .vh", copy).forEach(function (x) { x.remove(); });
    all(".blank", copy).forEach(function (x) { x.textContent = x.textContent.trim(); });
    return all("p, li", copy).length ? all("p, li", copy).map(function (p) { return p.textContent.trim(); }).join("\n\n") : copy.textContent.trim();
  }
  /* What search says comes in a file of its own (assets/search-texts.js, made by the build). */
  function texts(more) { Object.keys(more).forEach(function (k) { T[k] = more[k]; }); }
  window.Kb = { texts: texts, load: load, save: save, all: all, say: say, copy: copyText, t: T };

  all("[data-js]").forEach(function (el) { el.hidden = false; });

  /* Colours: as the device, unless the reader chose. */
  function theme(value) {
    if (value) root.setAttribute("data-theme", value); else root.removeAttribute("data-theme");
    all("[data-theme-set]").forEach(function (b) { b.setAttribute("aria-pressed", String(b.getAttribute("data-theme-set") === (value || ""))); });
  }
  theme(load("kb:theme"));
  on("[data-theme-set]", "click", function (b) { var v = b.getAttribute("data-theme-set"); save("kb:theme", v || null); theme(v); });

  /* Ticks. Kept for each guide as id → text, so that a tick survives an edit of the guide: when an
     id is gone, the item whose text is nearest takes it over. */
  function pairs(text) {
    var s = text.replace(/\s+/g, ""), out = {}, i;
    for (i = 0; i < s.length - 1; i++) out[s.substr(i, 2)] = 1;
    return out;
  }
  function alike(a, b) {
    var x = pairs(a), y = pairs(b), same = 0, k;
    for (k in x) if (y[k]) same++;
    return 2 * same / (Object.keys(x).length + Object.keys(y).length || 1);
  }
  function kind(id) { return id.split("-")[0]; }
  function itemText(input) { return input.parentNode.textContent.replace(/\s+/g, " ").trim(); }
  all("[data-guide]").forEach(function (box) {
    var key = "kb:ticks:" + box.getAttribute("data-guide"), inputs = all("[data-tick]", box), byId = {};
    if (!inputs.length) return;
    inputs.forEach(function (x) { byId[x.getAttribute("data-tick")] = x; });
    function count() {
      all(".got", box).forEach(function (got) {
        var list = got.closest(".count").previousElementSibling;
        if (list) got.textContent = all(":checked", list).length;
      });
    }
    function ticked() { var kept = load(key); return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {}; }
    function show() {
      var kept = ticked(), moved = false;
      Object.keys(kept).forEach(function (id) {
        if (byId[id]) return;
        var best = null, score = 0.6;
        inputs.forEach(function (x) {
          /* Steps are ticked on the checklist only: a guide must not hand them to its evidence. */
          var to = x.getAttribute("data-tick"), s = kept[to] || kind(to) !== kind(id) ? 0 : alike(String(kept[id]), itemText(x));
          if (s > score) { best = x; score = s; }
        });
        if (best) { delete kept[id]; kept[best.getAttribute("data-tick")] = itemText(best); moved = true; }
      });
      if (moved) save(key, kept);
      inputs.forEach(function (x) { x.checked = !!kept[x.getAttribute("data-tick")] || (x.defaultChecked && kept[x.getAttribute("data-tick")] !== ""); });
      count();
    }
    inputs.forEach(function (x) {
      x.addEventListener("change", function () {
        var kept = ticked(), id = x.getAttribute("data-tick");
        if (x.checked) kept[id] = itemText(x); else if (x.defaultChecked) kept[id] = ""; else delete kept[id];
        save(key, Object.keys(kept).length ? kept : null);
        count();
      });
    });
    show();
    window.addEventListener("storage", function (e) { if (e.key === key) show(); });
  });

  /* Copying: your words of a script, a letter, a message to pass on, a link to a section. */
  function icon(name) { return '<span class="i i-' + name + '" aria-hidden="true"></span>'; }
  all(".turn.you").forEach(function (turn) {
    var b = doc.createElement("button");
    b.type = "button"; b.className = "quiet"; b.innerHTML = icon("copy") + "<span></span>";
    b.lastChild.textContent = T.copy;
    b.addEventListener("click", function () { copyFrom(b, plain(turn.querySelector(".words"))); });
    turn.appendChild(b);
  });
  /* A message goes to the device's own list of apps where there is one. Without a known address it takes the reader's. */
  on("[data-copy]", "click", function (b) {
    var text = b.getAttribute("data-copy"), share = b.hasAttribute("data-share");
    if (share && web && !/https?:/.test(text)) text += "\n" + location.href.replace(/#.*/, "");
    if (share && navigator.share) navigator.share({ text: text }).then(null, function (e) { if (e.name !== "AbortError") copyFrom(b, text); });
    else copyFrom(b, text);
  });
  on("[data-copy-from]", "click", function (b) { copyFrom(b, plain(doc.getElementById(b.getAttribute("data-copy-from")))); });
  all(".part > h2[id]").forEach(function (h) {
    var b = doc.createElement("button");
    b.type = "button"; b.className = "hash"; b.innerHTML = icon("link") + "<span></span>"; b.title = T.copyLink;
    b.setAttribute("aria-label", T.copyLink + " " + h.textContent.trim());
    b.addEventListener("click", function () { copyFrom(b, location.href.replace(/#.*/, "") + "#" + h.id); });
    h.parentNode.insertBefore(b, h.nextSibling);
  });

  /* Printing opens what is folded. */
  var folded = [];
  window.addEventListener("beforeprint", function () { folded = all("details:not([open])"); folded.forEach(function (d) { d.open = true; }); });
  window.addEventListener("afterprint", function () { folded.forEach(function (d) { d.open = false; }); });
  on("[data-print]", "click", function () { window.print(); });

  /* What only today's date can tell: this copy may have been made long ago. */
  var now = new Date(), today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  all("[data-next-review]").forEach(function (n) { if (n.getAttribute("data-next-review") < today) n.hidden = false; });
  var copy = !web;
  function copyNotice() {
    all('.notice[data-kind="offline"]').forEach(function (n) { n.hidden = !copy && navigator.onLine !== false; });
  }
  copyNotice();
  window.addEventListener("online", copyNotice); window.addEventListener("offline", copyNotice);

  /* The worker keeps what is read (src/offline). It says when this page is a kept copy; the first page,
     read before there was a worker, is handed over. Not in the preview, where it would outlive the work. */
  var sw = web && !doc.querySelector('script[src*="/__kb/"]') && navigator.serviceWorker;
  if (sw) {
    sw.addEventListener("message", function (e) { if (e.data && e.data.kb === "copy") { copy = true; copyNotice(); } });
    if (sw.controller) sw.controller.postMessage({ kb: "page" });
    else sw.ready.then(function (r) {
      var used = performance.getEntriesByType("resource").map(function (x) { return x.name; });
      r.active.postMessage({ kb: "keep", urls: [location.href].concat(used) });
    });
    window.addEventListener("load", function () { sw.register(root.getAttribute("data-root") + "sw.js").then(null, function () { /* works without */ }); });
  }

  /* Contents: the bar's link unfolds them; beside the text the current part is marked. */
  function unfold() { var d = location.hash === "#contents" && doc.getElementById("contents"); if (d) { d.open = true; d.querySelector("summary").focus({ preventScroll: true }); } }
  window.addEventListener("hashchange", unfold); unfold();
  on('a[href="#contents"]', "click", function () { setTimeout(unfold, 0); });
  var links = all(".toc a"), waiting = false;
  function mark() {
    waiting = false;
    var current = null, limit = window.innerHeight * 0.3;
    links.forEach(function (a) {
      var at = doc.getElementById(a.hash.slice(1)) || doc.getElementById(decodeURIComponent(a.hash.slice(1)));
      if (at && at.getBoundingClientRect().top < limit) current = a;
    });
    links.forEach(function (a) { if (a === current) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
  }
  if (links.length) {
    window.addEventListener("scroll", function () { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
    mark();
  }

  /* Search opens over the page; without <dialog> the link leads to its page. The rest is loaded on demand. */
  var opener = doc.querySelector("[data-search-open]"), field = doc.querySelector("[data-search-form] input");
  function openSearch() {
    if (window.KbUi) { window.KbUi.open(opener); return; }
    /* In this order: its look where the page has none, its words, its code. */
    var parts = [T.searchCss, T.searchTexts, T.searchJs].filter(Boolean);
    (function next() {
      var url = parts.shift(), css = url === T.searchCss, part;
      if (!url) { window.KbUi.open(opener); return; }
      part = doc.createElement(css ? "link" : "script");
      if (css) { part.rel = "stylesheet"; part.href = url; } else part.src = url;
      part.onload = next;
      part.onerror = function () { location.href = opener.href; };
      doc.head.appendChild(part);
    })();
  }
  var canOpen = opener && window.HTMLDialogElement && !doc.querySelector("[data-page]");
  if (opener) opener.addEventListener("click", function (e) {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    if (canOpen) { e.preventDefault(); openSearch(); }
    else if (field) { e.preventDefault(); field.focus(); }
  });
  doc.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    var at = doc.activeElement;
    if (at && (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable)) return;
    if (field) { e.preventDefault(); field.focus(); field.select(); }
    else if (canOpen && !doc.querySelector("dialog[open]")) { e.preventDefault(); openSearch(); }
  });
})();
