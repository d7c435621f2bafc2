/* The interface of search: the same on its own page and in the dialog. The engine (search/client) is
   fetched when the reader first types. If anything fails the reader gets words and the list of guides. */
(function () {
  "use strict";
  var doc = document, Kb = window.Kb, T = Kb.t, root = doc.documentElement, engine = null, opening = null;
  var form = doc.querySelector(".find"), pageUrl = form ? form.getAttribute("href") : "";

  function el(tag, cls, text) { var e = doc.createElement(tag); if (cls) e.className = cls; if (text) e.textContent = text; return e; }
  function add(parent) { for (var i = 1; i < arguments.length; i++) if (arguments[i]) parent.appendChild(arguments[i]); return parent; }
  function fill(text, values) { return (text || "").replace(/\{(\w+)\}/g, function (m, k) { return k in values ? values[k] : m; }); }
  function marked(parts, into) {
    (parts || []).forEach(function (p) { into.appendChild(p.mark ? el("mark", "", p.text) : doc.createTextNode(p.text)); });
    return into;
  }
  /* Half a character, typed or left by a cut, can stand in no address. */
  function whole(text) { try { encodeURIComponent(text); return text; } catch (e) { return text.replace(/[\ud800-\udfff]/g, ""); } }
  function kindName(id) { return T["kind" + id.charAt(0).toUpperCase() + id.slice(1)] || id; }
  function key(prefix, id) { return T[prefix + id.charAt(0).toUpperCase() + id.slice(1).toLowerCase()] || id.toUpperCase(); }

  function open() {
    if (engine) return Promise.resolve(engine);
    if (opening) return opening;
    opening = new Promise(function (resolve, reject) {
      function start() {
        window.KbSearch.open({ base: T.searchBase, lang: root.lang }).then(function (e) { engine = e; resolve(e); }, reject);
      }
      if (window.KbSearch) { start(); return; }
      var s = el("script");
      s.src = T.searchBase + "search-client.js";
      s.onload = function () { if (window.KbSearch) start(); else reject({ code: "bad-data" }); };
      s.onerror = function () { reject({ code: "fetch-failed" }); };
      doc.head.appendChild(s);
    });
    opening.then(null, function () { opening = null; });
    return opening;
  }

  var made = 0; // interfaces, for ids

  /* One search interface: ui has field, status, results, and maybe browse (the list of all guides). */
  function attach(ui) {
    var filters = {}, timer = 0, asked = 0, last = null;

    function links() { return Kb.all(".kb-result > a, .none a", ui.results); }
    function browse(show) { if (ui.browse) ui.browse.hidden = !show; ui.results.hidden = false; }
    function status(text) { ui.status.textContent = text; }
    function clear() { ui.results.textContent = ""; expanded(false); }
    /* A combobox whose popup is a grid with one cell a row: unlike options of a listbox, cells may hold links,
       and the arrow keys move the real focus to them. */
    function expanded(yes) { ui.field.setAttribute("aria-expanded", String(yes)); }
    function cell(cls) { var d = el("div", cls); d.setAttribute("role", "gridcell"); return d; }
    function row(inside) { var d = el("div"); d.setAttribute("role", "row"); d.appendChild(inside); return d; }

    function result(hit) {
      var li = cell("kb-result"), a = el("a"), meta = [hit.sectorTitle, kindName(hit.kind)].filter(Boolean);
      if (hit.other) li.lang = hit.lang;
      a.href = T.searchBase + "../" + hit.url;
      marked(hit.title, a);
      add(li, el("p", "meta", meta.join(" · ")), a);
      if (hit.today) { var p = el("p", "do1"); add(p, el("b", "", T.today), doc.createTextNode(hit.today)); li.appendChild(p); }
      if (hit.snippet && hit.snippet.length) {
        var s = el("p", "snip");
        if (hit.heading) s.appendChild(doc.createTextNode(hit.heading + " · "));
        li.appendChild(marked(hit.snippet, s));
      }
      var foot = [hit.deadline ? T.deadline + hit.deadline : ""].concat((hit.jurisdictions || []).map(function (j) { return key("j", j); })).filter(Boolean);
      if (foot.length) li.appendChild(el("p", "meta", foot.join(" · ")));
      if (hit.sub && hit.sub.length) {
        var more = el("p", "meta subs");
        hit.sub.forEach(function (x) { var b = el("a", "", x.heading); b.href = T.searchBase + "../" + x.url; more.appendChild(b); });
        li.appendChild(more);
      }
      return row(li);
    }

    function nothing(found) {
      var box = cell("none");
      if (found.suggestions.length) {
        var p = el("p", "chips");
        p.appendChild(el("span", "", T.try));
        found.suggestions.slice(0, 3).forEach(function (word) {
          var b = el("button", "chip", word); b.type = "button";
          b.addEventListener("click", function () { ui.field.value = word; run(true); ui.field.focus(); });
          p.appendChild(b);
        });
        box.appendChild(p);
      }
      if (!ui.browse) {
        box.appendChild(el("p", "", T.trySector));
        var ul = el("ul", "links");
        engine.sectors.forEach(function (s) { var li = el("li"), a = el("a", "quiet", s.title); a.href = sectorUrl(s.id); ul.appendChild(add(li, a)); });
        box.appendChild(ul);
      }
      return row(box);
    }

    function draw(found) {
      last = found;
      clear();
      var words = found.suggestions.length ? " " + fill(T.foundAlso, { words: found.suggestions.slice(0, 3).join(" · ") }) : "";
      if (found.hits.length) {
        expanded(true);
        status((found.total === 1 ? T.foundOne : fill(T.found, { n: found.total })) + (found.relaxed ? " " + T.relaxed : "") + words);
        found.hits.forEach(function (h) { ui.results.appendChild(result(h)); });
        browse(false);
      } else {
        status(fill(T.none, { query: found.query }));
        ui.results.appendChild(nothing(found));
        expanded(true);
        browse(true);
      }
    }

    function fail(error) {
      var code = (error && error.code) || "";
      if (code === "superseded") return;
      var words = code === "no-wasm" ? T.noWasm : code === "version-mismatch" || code === "bad-data" ? T.failReload
        : navigator.onLine === false ? T.failOffline : T.fail;
      clear();
      status(words);
      var li = cell("none"), p = el("p", "btns");
      if (code !== "no-wasm") {
        var again = el("button", "btn", T.retry); again.type = "button";
        again.addEventListener("click", function () { if (code === "version-mismatch" || code === "bad-data") location.reload(); else run(true); });
        p.appendChild(again);
      }
      if (!ui.browse) { var a = el("a", "btn", T.browse); a.href = pageUrl; p.appendChild(a); }
      ui.results.appendChild(row(add(li, p)));
      expanded(true);
      browse(true);
    }

    function run(now, then) {
      clearTimeout(timer);
      var q = whole(ui.field.value.trim().slice(0, 400)).trim(), mine = ++asked;
      if (ui.onquery) ui.onquery(q, filters);
      if (!q || (q.length < 2 && !/[\u2e80-\u9fff\uf900-\ufaff]/.test(q))) { clear(); status(ui.browse ? "" : T.empty); browse(true); last = null; return; }
      timer = setTimeout(function () {
        if (!engine) status(T.loading);
        open().then(function (e) {
          if (mine !== asked) return null;
          if (ui.onready) { ui.onready(e); ui.onready = null; }
          return e.search(q, { kind: filters.kind || undefined, sector: filters.sector || undefined, jurisdiction: filters.jurisdiction || undefined, limit: 20 });
        }).then(function (found) { if (found && mine === asked) { draw(found); if (then) then(); } }).then(null, fail);
      }, now ? 0 : 80);
    }

    ui.results.id = ui.results.id || "kb-found-" + ++made;
    ui.results.setAttribute("role", "grid");
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "grid"], ["aria-controls", ui.results.id]].forEach(function (pair) {
      ui.field.setAttribute(pair[0], pair[1]);
    });
    expanded(false);
    ui.field.addEventListener("input", function (e) { if (!e.isComposing) run(false); });
    ui.field.addEventListener("compositionend", function () { run(false); });
    ui.field.addEventListener("focus", function () { open().then(null, function () { /* said when asked */ }); });
    ui.box.addEventListener("keydown", function (e) {
      if (e.isComposing || (e.key !== "ArrowDown" && e.key !== "ArrowUp" && e.key !== "Enter")) return;
      var list = links(), at = list.indexOf(doc.activeElement);
      if (e.key === "Enter") {
        if (doc.activeElement !== ui.field) return;
        e.preventDefault();
        if (last && last.query === ui.field.value.trim() && list.length) list[0].focus();
        else run(true, function () { var l = links(); if (l.length) l[0].focus(); });
        return;
      }
      if (at < 0 && doc.activeElement !== ui.field) return;
      e.preventDefault();
      var next = e.key === "ArrowDown" ? at + 1 : at - 1;
      if (next < 0) ui.field.focus(); else if (list[next]) list[next].focus();
    });
    return {
      run: run,
      filter: function (name, value) { filters[name] = value; run(true); },
      filters: filters
    };
  }

  function sectorUrl(id) {
    var home = doc.querySelector(".brand").getAttribute("href"), file = /index\.html$/.test(home) ? "index.html" : "";
    return home.replace(/index\.html$/, "") + id + "/" + file;
  }
  function press(chips, chosen) { chips.forEach(function (c) { c.setAttribute("aria-pressed", String(c === chosen)); }); }

  /* The dialog. */
  var dialog = null;
  function make() {
    dialog = el("dialog"); dialog.setAttribute("aria-label", T.search);
    var box = el("div", "sd-in"), bar = el("div", "sd-bar"), f = el("form", "field"), input = el("input"), x = el("button", "x"), chips = el("div", "chips");
    f.setAttribute("role", "search");
    input.type = "text"; input.inputMode = "search"; input.autocomplete = "off"; input.spellcheck = false; input.setAttribute("aria-label", T.searchLabel); input.setAttribute("enterkeyhint", "search");
    x.type = "button"; x.setAttribute("aria-label", T.close); x.innerHTML = '<span class="i i-close" aria-hidden="true"></span>';
    x.addEventListener("click", function () { dialog.close(); });
    chips.setAttribute("role", "group"); chips.setAttribute("aria-label", T.kinds);
    var status = el("p", "status", T.empty), results = el("div", "results");
    status.setAttribute("role", "status"); results.setAttribute("aria-label", T.results);
    add(f, input); add(bar, f, x); add(box, bar, chips, status, results); dialog.appendChild(box);
    f.addEventListener("submit", function (e) { e.preventDefault(); });
    doc.body.appendChild(dialog);
    var ui = attach({
      box: dialog, field: input, status: status, results: results,
      onready: function (e) {
        var made = [{ id: "", name: T.all }].concat(e.kinds.map(function (k) { return { id: k.id, name: kindName(k.id) }; })).map(function (k) {
          var b = el("button", "chip", k.name); b.type = "button"; b.setAttribute("aria-pressed", String(!k.id));
          b.addEventListener("click", function () { press(made, b); ui.filter("kind", k.id); });
          chips.appendChild(b);
          return b;
        });
        var more = el("a", "quiet", T.more); more.href = pageUrl; chips.appendChild(more);
        more.addEventListener("click", function () { more.href = pageUrl + "?q=" + encodeURIComponent(whole(input.value.slice(0, 400))); });
      }
    });
    dialog.addEventListener("close", function () { root.classList.remove("still"); });
  }
  window.KbUi = {
    open: function () {
      if (!dialog) make();
      if (dialog.open) return;
      dialog.showModal();
      root.classList.add("still");
      var input = dialog.querySelector("input"); input.focus(); input.select();
    }
  };

  /* The page of its own, with its query in the address. */
  var page = doc.getElementById("kb-search");
  if (page) {
    var own = doc.querySelector("[data-search-form]"), params = {};
    location.search.slice(1).split("&").forEach(function (p) {
      var i = p.indexOf("=");
      try { if (i > 0) params[p.slice(0, i)] = decodeURIComponent(p.slice(i + 1).replace(/\+/g, " ")); } catch (e) { /* not text: ignored */ }
    });
    page.hidden = false;
    var ui = attach({
      box: doc.querySelector("main"), field: own.querySelector("input"), status: page.querySelector(".status"), results: page.querySelector(".results"),
      browse: doc.getElementById("kb-browse"),
      onquery: function (q, filters) {
        var s = ["q", "kind", "sector", "jurisdiction"].map(function (k) { var v = k === "q" ? q : filters[k]; return v ? k + "=" + encodeURIComponent(v) : ""; }).filter(Boolean).join("&");
        try { history.replaceState(null, "", location.pathname + (s ? "?" + s : "")); } catch (e) { /* a disk does not allow it */ }
      }
    });
    own.addEventListener("submit", function (e) { e.preventDefault(); ui.run(true); });
    var chips = Kb.all("[data-kind]", page);
    chips.forEach(function (c) {
      c.addEventListener("click", function () { press(chips, c); ui.filter("kind", c.getAttribute("data-kind")); });
      if (params.kind && c.getAttribute("data-kind") === params.kind) { press(chips, c); ui.filters.kind = params.kind; }
    });
    Kb.all("[data-filter]", page).forEach(function (s) {
      var name = s.getAttribute("data-filter");
      if (params[name]) { s.value = params[name]; ui.filters[name] = s.value; }
      s.addEventListener("change", function () { ui.filter(name, s.value); });
    });
    if (params.q) { own.querySelector("input").value = params.q; ui.run(true); }
  }
})();
