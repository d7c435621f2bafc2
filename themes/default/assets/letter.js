/* A letter that is filled in where it stands. Nothing leaves the page: its policy forbids every
   connection. What is written is kept in this browser until erased; fields with a redaction hint
   (identity numbers) are never kept. */
(function () {
  "use strict";
  var doc = document, Kb = window.Kb, letter = doc.querySelector("[data-letter]"), source = doc.getElementById("letter-fields"), holder = doc.getElementById("kb-letter-t");
  if (!letter || !source || !holder) return;
  var T = holder.dataset, key = "kb:letter:" + letter.getAttribute("data-letter"), fields = {}, order = [];
  var status = doc.querySelector(".letter-page > .status"), zh = /^(zh|ja)/.test(letter.lang);

  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (m, k) { return k in values ? values[k] : m; }); }
  function control(box) { return box.querySelector("input, select, textarea"); }
  function bracket(name) { return zh ? "【" + name + "】" : "[" + name + "]"; }
  function words(field) {
    var v = control(field.box).value.trim(), d = /^(\d{4})-(\d\d)-(\d\d)$/.exec(v);
    if (d && field.box.getAttribute("data-kind") === "date" && zh) return d[1] + "\u00a0年 " + +d[2] + "\u00a0月 " + +d[3] + "\u00a0日";
    return v;
  }

  /* A word joiner keeps the comma after a blank from starting a line and the quote before it from ending one. */
  function stick(el) {
    var next = el.nextSibling;
    if (next && next.nodeType === 3 && /^[，。、；：！？”’）》」』.,;:!?)]/.test(next.data)) next.data = "\u2060" + next.data;
    var before = el.previousSibling;
    if (before && before.nodeType === 3 && /[“‘（《「『(]$/.test(before.data)) before.data += "\u2060";
  }

  /* The first place of a field becomes its input; further places repeat what is written. */
  Kb.all(".blank[data-key]", letter).forEach(function (blank) {
    var id = blank.getAttribute("data-key"), field = fields[id];
    if (!field) {
      var box = source.content ? source.content.querySelector('[data-key="' + id + '"]') : null;
      if (!box) return;
      box = box.cloneNode(true);
      var label = (blank.querySelector("span") || blank).textContent.trim();
      var value = doc.createElement("span"); value.className = "val"; value.setAttribute("data-hint", label); box.appendChild(value);
      field = fields[id] = { id: id, box: box, value: value, label: label, echoes: [], required: box.hasAttribute("data-required"), secret: box.hasAttribute("data-sensitive") };
      order.push(field);
      var c = control(box);
      if (field.required) c.required = true;
      if (box.querySelector(".note")) c.setAttribute("aria-describedby", "n-" + id);
      blank.parentNode.replaceChild(box, blank);
      stick(box);
      c.addEventListener("input", function () { show(field); keep(); });
      c.addEventListener("change", function () { show(field); keep(); });
    } else {
      var echo = doc.createElement("span"); echo.className = "echo"; echo.setAttribute("data-hint", field.label); echo.setAttribute("data-kind", field.box.getAttribute("data-kind")); blank.parentNode.replaceChild(echo, blank); field.echoes.push(echo);
    }
  });
  var draft = Kb.load(key) || {};
  order.forEach(function (f) { if (draft[f.id] && !f.secret) control(f.box).value = draft[f.id]; show(f); });

  function show(field) {
    var v = words(field);
    field.value.textContent = v || bracket(field.label);
    field.value.className = v ? "val" : "val none";
    field.box.classList.toggle("given", v !== "");
    field.echoes.forEach(function (e) { e.textContent = v || bracket(field.label); e.className = v ? "echo" : "echo none"; });
  }
  function keep() {
    var d = {}, any = false;
    order.forEach(function (f) { var v = control(f.box).value; if (v && !f.secret) { d[f.id] = v; any = true; } });
    Kb.save(key, any ? d : null);
  }
  function missing() { return order.filter(function (f) { return f.required && !control(f.box).value.trim(); }); }
  function check() {
    var left = missing();
    order.forEach(function (f) { var c = control(f.box); if (left.indexOf(f) >= 0) c.setAttribute("aria-invalid", "true"); else c.removeAttribute("aria-invalid"); });
    return left.length ? fill(T.left, { n: left.length, names: left.map(function (f) { return f.label; }).join(T.comma) }) : T.full;
  }
  /* The letter as it will be sent. */
  function text() {
    return Kb.all("p", letter).map(function (p) {
      var only = p.children.length === 1 && fields[p.children[0].getAttribute("data-key")];
      if (only && !only.required && !words(only) && p.textContent.trim() === only.box.textContent.trim()) return "";
      var copy = p.cloneNode(true);
      Kb.all(".fill", copy).forEach(function (box) { box.textContent = fields[box.getAttribute("data-key")].value.textContent; });
      return copy.textContent.replace(/\u2060/g, "").replace(/[ \t]+\n/g, "\n").trim();
    }).filter(Boolean).join("\n\n");
  }
  function rtf(body) {
    var out = "", i, c;
    for (i = 0; i < body.length; i++) {
      c = body.charCodeAt(i);
      if (body[i] === "\n") out += "\\par\n";
      else if (body[i] === "\\" || body[i] === "{" || body[i] === "}") out += "\\" + body[i];
      else if (c === 160) out += "\\~";
      else if (c < 128) out += body[i];
      else out += "\\u" + (c > 32767 ? c - 65536 : c) + "?";
    }
    return "{\\rtf1\\ansi\\ansicpg1252\\deff0\\uc1{\\fonttbl{\\f0\\froman " + (zh ? "SimSun" : "Georgia") + ";}}\n\\paperw11906\\paperh16838\\margl1440\\margr1440\\f0\\fs24\\sl360\\slmult1\n" + out + "\n}";
  }
  function download(name, type, body) {
    var a = doc.createElement("a"), url = URL.createObjectURL(new Blob([body], { type: type }));
    a.href = url; a.download = name; doc.body.appendChild(a); a.click(); a.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }

  var sure = 0, todo = {
    copy: function (button) {
      var word = check();
      Kb.copy(text(), function (ok) { status.textContent = (ok ? T.copied : T.copyFailed) + " · " + word; button.focus(); });
    },
    tidy: function (button) {
      var on = !letter.classList.contains("tidy"), label = button.querySelector("span:not(.i)");
      if (!button.kbWords) button.kbWords = label.textContent;
      letter.classList.toggle("tidy", on);
      label.textContent = on ? T.edit : button.kbWords;
      status.textContent = check();
      if (on) letter.scrollIntoView({ block: "nearest" });
    },
    print: function () {
      status.textContent = check();
      doc.body.classList.add("only-letter");
      window.print();
      setTimeout(function () { doc.body.classList.remove("only-letter"); }, 500);
    },
    txt: function () { status.textContent = check(); download(T.name + ".txt", "text/plain;charset=utf-8", text().replace(/\n/g, "\r\n") + "\r\n"); },
    rtf: function () { status.textContent = check(); download(T.name + ".rtf", "application/rtf", rtf(text())); },
    erase: function () {
      /* Two presses, so that a slip of the finger does not cost an hour's writing. */
      if (Date.now() - sure > 5000) { sure = Date.now(); status.textContent = T.eraseSure; return; }
      sure = 0;
      order.forEach(function (f) { control(f.box).value = ""; control(f.box).removeAttribute("aria-invalid"); show(f); });
      Kb.save(key, null);
      status.textContent = T.erased;
    }
  };
  Kb.all("[data-do]").forEach(function (b) { b.addEventListener("click", function () { todo[b.getAttribute("data-do")](b); }); });
  Kb.all("[data-letter-tools], [data-letter-lead]").forEach(function (x) { x.hidden = false; });
})();
