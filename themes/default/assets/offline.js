/* The page about reading offline: asks the worker (src/offline/sw.js) to save the whole site, batch by
   batch, and shows what is kept. */
(function () {
  "use strict";
  var doc = document, Kb = window.Kb, box = doc.getElementById("kb-offline"), sw = navigator.serviceWorker;
  if (!box || !Kb) return;
  var T = box.dataset, save = find("save"), forget = find("forget"), list = find("pages"), kept = find("kept");
  var bar = box.querySelector("progress"), line = box.querySelector(".status"), words = save.querySelector("span:not(.i)"), first = words.textContent;

  function find(name) { return doc.querySelector('[data-offline="' + name + '"]'); }
  function fill(text, values) { return (text || "").replace(/\{(\w+)\}/g, function (m, k) { return k in values ? values[k] : m; }); }
  function size(bytes) { return bytes < 1e5 ? Math.ceil(bytes / 1e3) + "\u00a0kB" : (bytes / 1e6).toFixed(1) + "\u00a0MB"; }

  /* Sent here instead of a page that is not kept. Only an address inside this site becomes a link. */
  var base = new URL(doc.documentElement.getAttribute("data-root") || "./", location.href).href, asked = /[?&]for=([^&]*)/.exec(location.search);
  if (asked) {
    try {
      var to = new URL(decodeURIComponent(asked[1]).split("/").map(encodeURIComponent).join("/"), base).href;
      if (to.indexOf(base) === 0) { find("missing").querySelector("a").href = to; find("missing").hidden = false; }
    } catch (e) { /* not an address */ }
  }

  box.hidden = false;
  if (location.protocol === "file:") { line.textContent = T.disk; return; }
  if (!sw || doc.querySelector('script[src*="/__kb/"]')) { line.textContent = T.none; return; }

  function ask(what) {
    return sw.ready.then(function (r) {
      return new Promise(function (resolve, reject) {
        var channel = new MessageChannel();
        channel.port1.onmessage = function (e) { if (e.data.error) reject(e.data.error); else resolve(e.data); };
        r.active.postMessage({ kb: what }, [channel.port2]);
      });
    });
  }

  var need = 0, known = false;
  function show(s, said) {
    known = true;
    var newer = s.saved && s.latest;
    need = s.latest ? s.latest.bytes : 0;
    words.textContent = newer ? T.refresh : first;
    save.hidden = !s.latest;
    forget.hidden = !s.saved && !s.pages.length;
    line.textContent = said || (newer ? fill(T.newer, { date: s.saved.built, size: size(need) })
      : s.saved ? fill(T.saved, { size: size(s.saved.bytes), date: s.saved.built })
      : s.latest ? fill(T.size, { size: size(need) }) : T.offline);
    kept.hidden = !s.pages.length;
    kept.textContent = fill(T.kept, { n: s.pages.length });
    list.textContent = "";
    s.pages.forEach(function (p) {
      var li = doc.createElement("li"), a = doc.createElement("a"), text = doc.createElement("textarea");
      text.innerHTML = p.title; // a title as it stands in its page: only character references mean something
      a.className = "quiet"; a.href = p.href; a.lang = p.lang; a.textContent = text.value.replace(/ · [^·]*$/, "");
      li.appendChild(a); list.appendChild(li);
    });
  }
  function look(said) { return ask("status").then(function (s) { show(s, said); }); }

  /* Announced at every tenth, drawn at every step. */
  var told = -1;
  function progress(s) {
    bar.value = s.bytes ? s.done / s.bytes : 0;
    var tenth = Math.floor(bar.value * 10);
    if (tenth !== told) { told = tenth; line.textContent = fill(T.saving, { done: size(s.done), size: size(s.bytes) }); }
  }
  function more() { return ask("save").then(function (s) { progress(s); return s.state === "saving" ? more() : null; }); }

  save.addEventListener("click", function () {
    save.disabled = forget.disabled = true;
    bar.className = ""; told = -1;
    progress({ done: 0, bytes: need });
    var room = navigator.storage && navigator.storage.estimate ? navigator.storage.estimate() : Promise.resolve({});
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().then(null, function () { /* the browser may clear it */ });
    room.then(function (r) { if (r.quota && r.quota - r.usage < need) return Promise.reject("full"); return more(); })
      .then(function () { return look(); }, function (e) { return look(e === "full" ? fill(T.full, { size: size(need) }) : T.failed); })
      .then(null, function () { line.textContent = T.failed; })
      .then(function () { bar.className = "vh"; save.disabled = forget.disabled = false; if (save.hidden) forget.focus(); });
  });
  forget.addEventListener("click", function () {
    ask("forget").then(function () { return look(T.forgotten); }).then(function () { if (!save.hidden) save.focus(); });
  });
  look().then(null, function () { line.textContent = T.none; });
  setTimeout(function () { if (!known) line.textContent = T.none; }, 25000);
})();
