/* From the day something happened to the last day, and into the calendar; all in the page.
   Calendar units are exact. Working days are counted only where the record brings the holidays of
   every year that the count touches; otherwise the page says that it cannot know. */
(function () {
  "use strict";
  var doc = document, Kb = window.Kb, box = doc.querySelector("[data-calc]"), holder = doc.getElementById("kb-calc-t");
  if (!box || !holder) return;
  var T = holder.dataset, select = box.querySelector("select"), input = box.querySelector("input"), out = box.querySelector("output"), ics = box.querySelector("[data-ics]"), shown = null;
  var DAY = 86400000;

  /* On the list of all deadlines the choices are the rows of its tables. */
  function cell(row, name) { var c = row.querySelector(name); return c ? c.textContent.trim() : ""; }
  /* One group a country, in the page's order; in each, your own deadlines before those of others. */
  var rows = Kb.all("tr[data-unit]"), groups = {};
  rows.forEach(function (row) {
    var place = row.dataset.place;
    if (groups[place]) return;
    groups[place] = doc.createElement("optgroup"); groups[place].label = place; select.appendChild(groups[place]);
  });
  function ofWhom(mine) { return rows.filter(function (row) { return (row.dataset.whose === "you") === mine; }); }
  ofWhom(true).concat(ofWhom(false)).forEach(function (row) {
    var o = doc.createElement("option"), d = row.dataset;
    o.value = row.id;
    Object.keys(d).forEach(function (k) { o.dataset[k] = d[k]; });
    o.dataset.who = cell(row, ".tag"); o.dataset.act = cell(row, ".c-act"); o.dataset.length = cell(row, ".c-len"); o.dataset.from = cell(row, ".c-from");
    o.textContent = fill(T.option, { who: o.dataset.who, act: o.dataset.act, length: o.dataset.length });
    groups[d.place].appendChild(o);
  });
  if (!select.options.length) return;

  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (m, k) { return k in values ? values[k] : m; }); }
  function iso(ms) { return new Date(ms).toISOString().slice(0, 10); }
  function parse(text) {
    var m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    return m ? Date.UTC(+m[1], m[2] - 1, +m[3]) : NaN;
  }
  /* 31 January + 1 month = the last day of February. */
  function addMonths(ms, n) {
    var d = new Date(ms), y = d.getUTCFullYear(), m = d.getUTCMonth() + n, end = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
    return Date.UTC(y, m, Math.min(d.getUTCDate(), end));
  }
  /* {day} or {year: the one without a holiday table} or {hours: true}. */
  function lastDay(start, n, unit, table) {
    if (unit === "calendar-days") return { day: start + n * DAY };
    if (unit === "weeks") return { day: start + n * 7 * DAY };
    if (unit === "months") return { day: addMonths(start, n) };
    if (unit === "years") return { day: addMonths(start, n * 12) };
    if (unit === "hours") return { hours: true };
    var left = n, day = start, text, weekday, year;
    while (left > 0) {
      day += DAY; text = iso(day); year = text.slice(0, 4); weekday = new Date(day).getUTCDay();
      if (table.years.indexOf(year) < 0) return { year: year };
      if (table.workdays.indexOf(text) >= 0 || (weekday % 6 !== 0 && table.holidays.indexOf(text) < 0)) left--;
    }
    return { day: day };
  }
  function list(text) { return (text || "").split(" ").filter(Boolean); }
  window.KbDeadline = { lastDay: lastDay, parse: parse, iso: iso, calendar: calendar };

  /* RFC 5545: CRLF, lines folded at 75 octets on a character boundary, text escaped. */
  function fold(line) {
    var outLine = "", size = 0, i, ch, bytes;
    var chars = Array.from ? Array.from(line) : line.split("");
    for (i = 0; i < chars.length; i++) {
      ch = chars[i]; bytes = unescape(encodeURIComponent(ch)).length;
      if (size + bytes > 75) { outLine += "\r\n "; size = 1; }
      outLine += ch; size += bytes;
    }
    return outLine;
  }
  function esc(text) { return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n"); }
  function calendar(event) {
    var day = event.day.replace(/-/g, ""), next = iso(parse(event.day) + DAY).replace(/-/g, "");
    return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kb//deadline//EN", "BEGIN:VEVENT", "UID:" + event.id + "-" + day + "@kb",
      "DTSTAMP:" + event.stamp, "DTSTART;VALUE=DATE:" + day, "DTEND;VALUE=DATE:" + next, "SUMMARY:" + esc(event.summary),
      "DESCRIPTION:" + esc(event.text), "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:" + esc(event.summary), "TRIGGER:-P3D",
      "END:VALARM", "END:VEVENT", "END:VCALENDAR"].map(fold).join("\r\n") + "\r\n";
  }
  function download(name, type, text) {
    var a = doc.createElement("a"), url = URL.createObjectURL(new Blob([text], { type: type }));
    a.href = url; a.download = name; doc.body.appendChild(a); a.click(); a.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }

  function line(tag, text) { var p = doc.createElement(tag); p.textContent = text; out.appendChild(p); }
  function update() {
    var d = select.options[select.selectedIndex].dataset, start = parse(input.value), values = { who: d.who, act: d.act, length: d.length, n: d.n };
    box.querySelector(".since").textContent = fill(T.from, { from: d.from });
    shown = null; ics.hidden = true; out.textContent = ""; out.hidden = isNaN(start);
    out.className = "last-day" + (d.whose === "you" ? " yours" : "");
    if (isNaN(start)) return;
    var got = lastDay(start, +d.n, d.unit, { holidays: list(d.holidays), workdays: list(d.workdays), years: list(d.years) });
    if (got.hours) { line("p", fill(d.whose === "you" ? T.hours : T.hoursThey, values)); return; }
    if (got.year) { values.year = got.year; line("p", fill(T.unknown, values)); return; }
    var now = new Date(), today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()), days = Math.round((got.day - today) / DAY);
    line("b", fill(T.last, { date: iso(got.day), weekday: T.weekdays.split(" ")[new Date(got.day).getUTCDay()] }));
    line("p", days === 0 ? T.today : fill(days > 0 ? T.in : T.past, { n: Math.abs(days) }));
    line("p", fill(d.whose === "you" ? T.you : T.they, values));
    ics.hidden = false;
    shown = { id: select.value, day: iso(got.day), summary: fill(d.whose === "you" ? T.summary : T.summaryThey, values), text: d.length + " · " + d.from + " " + input.value + "\n" + location.href.split("#")[0] };
  }
  select.addEventListener("change", update);
  input.addEventListener("input", update);
  box.addEventListener("submit", function (e) { e.preventDefault(); });
  ics.addEventListener("click", function () {
    if (!shown) return;
    shown.stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    download(T.file + "-" + shown.day + ".ics", "text/calendar;charset=utf-8", calendar(shown));
  });
  box.hidden = false;
  /* A link such as …/deadlines/#cn-telecom-reply chooses that one. */
  var wanted = location.hash.slice(1);
  Kb.all("option", select).forEach(function (o) { if (o.value === wanted || encodeURIComponent(o.value) === wanted) select.value = o.value; });
  update();
})();
