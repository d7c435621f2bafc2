// Added to pages of the preview, never to the site: reloads them when the site changes, and shows
// what is wrong with its files over them.
"use strict";
(() => {
  const me = document.currentScript;
  const base = new URL(".", me.src).pathname;
  const query = "?page=" + encodeURIComponent(me.dataset.page) + "&path=" + encodeURIComponent(location.pathname);
  let version = null;
  let build = null;
  let events = null;
  let overlay = null;

  // Whether this page should load anew because its address leads to another one by now. A cache that keeps
  // giving an old page must not make it reload for ever.
  function outdated(now) {
    const key = "kb-preview" + query;
    try {
      if (!now.stale) sessionStorage.removeItem(key);
      if (!now.stale || sessionStorage.getItem(key) === "1") return false;
      sessionStorage.setItem(key, "1");
      return true;
    } catch { return false; }
  }

  function receive(now, report) {
    // A page that is made when it is asked for may be the new one only after the site is: also of the version that is known.
    if (outdated(now) || (version !== null && now.version !== version)) return location.reload();
    version = now.version;
    // Told again of what is shown already, or was closed.
    if (now.build === build) return;
    build = now.build;
    if (now.errors + now.warnings === 0) return clear();
    if (report) return show(report);
    // An answer that comes after the next build is no longer true.
    const still = (found) => { if (build === now.build) show(found); };
    fetch(base + "diagnostics").then((answer) => answer.json()).then(still, () => {});
  }

  function listen() {
    if (events || document.hidden) return;
    events = new EventSource(base + "events" + query);
    events.addEventListener("now", (event) => receive(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      // Closed for good: the page's policy forbids connections, or too many pages listen.
      if (events && events.readyState === EventSource.CLOSED) ask();
    });
  }

  // A hidden page gives its connection back: browsers have only six for one host.
  function rest() {
    if (events) events.close();
    events = null;
  }

  function ask() {
    const script = document.createElement("script");
    script.src = base + "state.js" + query;
    script.onload = script.onerror = () => {
      script.remove();
      setTimeout(() => (document.hidden ? document.addEventListener("visibilitychange", ask, { once: true }) : ask()), 1000);
    };
    document.head.append(script);
  }

  function clear() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  function element(name, className, text, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }

  function place(at) {
    return element("code", "place", at.path + ":" + at.line + ":" + at.column);
  }

  function item(found) {
    const made = element("li", found.severity, "", place(found), element("p", "message", found.message));
    made.append(element("span", "code", found.code));
    if (found.help) made.append(element("p", "help", found.help));
    for (const other of found.related) {
      made.append(element("p", "related", other.message + " ", place(other)));
    }
    return made;
  }

  function show(report) {
    const open = report.errors > 0;
    const counts = [];
    if (report.errors > 0) counts.push("✖ " + report.errors);
    if (report.warnings > 0) counts.push("⚠ " + report.warnings);
    const list = report.diagnostics.filter((found) => !open || found.severity === "error").slice(0, 100).map(item);
    const close = element("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Esc");
    close.addEventListener("click", clear);
    const summary = element("summary", "", "", element("strong", "", "kb"), element("span", "", counts.join("  ")), close);
    const details = element("details", open ? "errors" : "warnings", "", summary, element("ol", "", "", ...list));
    details.open = open;
    clear();
    overlay = document.createElement("kb-preview");
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = base + "overlay.css";
    // Unstyled for an instant is worse than late.
    details.hidden = true;
    style.onload = style.onerror = () => { details.hidden = false; };
    overlay.setAttribute("role", "status");
    overlay.attachShadow({ mode: "open" }).append(style, details);
    document.body.append(overlay);
  }

  window.kbPreview = receive;
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
  listen();
})();
