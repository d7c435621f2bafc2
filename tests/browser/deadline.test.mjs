// The calculator of deadlines: calendar units are exact, working days say what cannot be known, the file
// for a calendar is what RFC 5545 asks for, and without JavaScript the lengths are there to read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';

const KB = resolve(process.env.KB_BIN ?? join(import.meta.dirname, '../../target/debug/kb'));

let server; let chrome; let context; let page;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 }, timezoneId: 'Pacific/Auckland' });
  page = await watched(context, server.url);
  await page.goto(`${server.url}deadlines/index.html`);
  await page.waitForSelector('[data-calc]:not([hidden])');
});
after(async () => { await chrome?.close(); await server?.close(); });

const count = (start, n, unit, table = { holidays: [], workdays: [], years: [] }) => page.evaluate(([s, k, u, t]) => {
  const got = window.KbDeadline.lastDay(window.KbDeadline.parse(s), k, u, t);
  return got.day === undefined ? got : window.KbDeadline.iso(got.day);
}, [start, n, unit, table]);

const units = async (unit, n) => page.locator('[data-calc] option').evaluateAll((all, [u, k]) => all.filter((o) => o.dataset.unit === u && (!k || +o.dataset.n === k)).map((o) => ({ value: o.value, ...o.dataset })), [unit, n]);
async function ask(value, start) {
  await page.selectOption('[data-calc] select', value);
  await page.fill('[data-calc] input', start);
  return (await page.locator('[data-calc] output').innerText()).trim();
}

test('calendar units are exact', async () => {
  for (const [start, n, unit, expected] of [
    ['2026-01-31', 1, 'months', '2026-02-28'], ['2028-01-31', 1, 'months', '2028-02-29'], ['2027-12-31', 2, 'months', '2028-02-29'],
    ['2026-03-31', 1, 'months', '2026-04-30'], ['2026-11-30', 3, 'months', '2027-02-28'], ['2026-02-28', 1, 'months', '2026-03-28'],
    ['2026-10-31', 13, 'months', '2027-11-30'], ['2028-02-29', 1, 'years', '2029-02-28'], ['2026-11-22', 6, 'years', '2032-11-22'],
    ['2026-11-22', 30, 'calendar-days', '2026-12-22'], ['2028-02-28', 2, 'calendar-days', '2028-03-01'], ['2026-12-31', 1, 'calendar-days', '2027-01-01'],
    ['2026-11-22', 8, 'weeks', '2027-01-17'], ['2026-03-28', 2, 'calendar-days', '2026-03-30'],
  ]) assert.equal(await count(start, n, unit), expected, `${start} + ${n} ${unit}`);
});

test('working days need a table of holidays', async () => {
  for (const unit of ['working-days', 'business-days']) {
    assert.deepEqual(await count('2026-11-20', 3, unit), { year: '2026' });
    const table = { years: ['2026'], holidays: ['2026-11-23'], workdays: ['2026-11-22'] };
    assert.equal(await count('2026-11-20', 2, unit, table), '2026-11-24', 'a Sunday worked counts, a Monday off does not');
    assert.deepEqual(await count('2026-12-30', 5, unit, table), { year: '2027' }, 'each year that is touched needs its table');
  }
  for (const unit of ['working-days', 'business-days']) {
    const [option] = (await units(unit)).filter((o) => !o.years);
    if (!option) continue;
    const said = await ask(option.value, '2026-11-20');
    assert.match(said, /算不准/);
    assert.doesNotMatch(said, /\d{4}-\d\d-\d\d/, 'no date that cannot be known');
    assert.equal(await page.locator('[data-ics]').isVisible(), false);
  }
});

test('hours give no date', async () => {
  const [option] = await units('hours');
  if (!option) return;
  assert.doesNotMatch(await ask(option.value, '2026-11-20'), /\d{4}-\d\d-\d\d/);
  assert.equal(await page.locator('[data-ics]').isVisible(), false);
});

test('hours of others hurry nobody', async () => {
  const [option] = (await units('hours')).filter((o) => o.whose !== 'you');
  assert.ok(option, 'the shipped site has one');
  const said = await ask(option.value, '2026-11-20');
  assert.ok(said.includes(option.who) && /走下一步/.test(said), said);
  assert.doesNotMatch(said, /现在就做/);
});

test('deadlines stand in groups of their countries, one\'s own first', async () => {
  const groups = await page.locator('[data-calc] optgroup').evaluateAll((all) => all.map((g) => ({ label: g.label, whose: [...g.children].map((o) => o.dataset.whose) })));
  assert.ok(groups.length > 3 && groups.every((g) => g.label !== '' && g.whose.length > 0));
  for (const g of groups) assert.ok(g.whose.lastIndexOf('you') === g.whose.filter((w) => w === 'you').length - 1, g.label);
  assert.equal(await page.locator('[data-calc] option').count(), await page.locator('tr[data-unit]').count());
});

test('the page shows the day, whatever the time zone', async () => {
  const [days] = await units('calendar-days', 30); const [month] = await units('months', 2);
  assert.match(await ask(days.value, '2026-11-22'), /2026-12-22（周二）/);
  assert.match(await ask(month.value, '2026-12-31'), /2027-02-28（周日）/);
  await page.fill('[data-calc] input', '');
  assert.equal(await page.locator('[data-calc] output').isVisible(), false);
  assert.equal(await page.locator('[data-ics]').isVisible(), false);
});

test('a link chooses its deadline', async () => {
  const all = await units('calendar-days'); const id = all[all.length - 1].value;
  const other = await watched(context, server.url);
  await other.goto(`${server.url}deadlines/index.html#${id}`);
  assert.equal(await other.locator('[data-calc] select').inputValue(), id);
  for (const bad of ['#%E0%A4%A', '#%', '#nothing']) {
    await other.goto('about:blank');
    await other.goto(`${server.url}deadlines/index.html${bad}`);
    assert.equal(await other.locator('[data-calc] select').isVisible(), true, bad);
    await other.fill('[data-calc] input', '2026-11-22');
    assert.notEqual((await other.locator('[data-calc] output').innerText()).trim(), '', bad);
  }
  assert.deepEqual(other.wrong, []);
  await other.close();
});

for (const [lang, prefix] of [['zh', ''], ['en', 'en/']]) {
  test(`the file for a calendar, ${lang}`, async () => {
    const p = await watched(context, server.url);
    await p.goto(`${server.url}${prefix}deadlines/index.html`);
    // The longest words, so that lines must fold.
    const value = await p.locator('[data-calc] option').evaluateAll((all) => all.filter((o) => o.dataset.unit === 'calendar-days' && o.dataset.n === '30')
      .sort((a, b) => (b.dataset.act + b.dataset.from).length - (a.dataset.act + a.dataset.from).length)[0].value);
    await p.selectOption('[data-calc] select', value);
    await p.fill('[data-calc] input', '2026-11-22');
    const [file] = await Promise.all([p.waitForEvent('download'), p.click('[data-ics]')]);
    assert.match(file.suggestedFilename(), /2026-12-22\.ics$/);
    const bytes = readFileSync(await file.path()); const text = bytes.toString('utf8');
    assert.ok(!text.includes('\ufffd'), 'no character is cut in two');
    assert.ok(text.endsWith('END:VCALENDAR\r\n'));
    assert.ok(!/[^\r]\n|\r[^\n]/.test(text), 'CRLF everywhere');
    const lines = text.split('\r\n');
    for (const line of lines) assert.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} octets: ${line}`);
    assert.ok(lines.some((l) => l.startsWith(' ')), 'a long line was folded');
    const whole = text.replace(/\r\n /g, '').split('\r\n');
    for (const line of ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261222', 'DTEND;VALUE=DATE:20261223', 'TRIGGER:-P3D', 'END:VALARM', 'END:VEVENT']) assert.ok(whole.includes(line), line);
    assert.ok(whole.some((l) => /^DTSTAMP:\d{8}T\d{6}Z$/.test(l)));
    assert.equal(whole.filter((l) => l.startsWith('UID:')).length, 1);
    assert.ok(whole.filter((l) => l && !/^[A-Z;=-]+:/.test(l)).length === 0, 'every line is a property');
    assert.deepEqual(p.wrong, []);
    await p.close();
  });
}

test('text in a calendar is escaped and folded between characters', async () => {
  const text = await page.evaluate(() => window.KbDeadline.calendar({ id: 'x', day: '2026-12-31', stamp: '20261122T000000Z', summary: 'a,b;c\\d\ne', text: '😀'.repeat(60) }));
  assert.ok(text.includes('SUMMARY:a\\,b\\;c\\\\d\\ne\r\n'), text);
  assert.ok(text.includes('DTEND;VALUE=DATE:20270101'));
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75 && !Buffer.from(line).toString().includes('\ufffd'));
  assert.ok(text.replace(/\r\n /g, '').includes(`DESCRIPTION:${'😀'.repeat(60)}\r\n`));
});

test('without JavaScript the lengths are there to read, and no dead form', async () => {
  const plain = await chrome.newContext({ javaScriptEnabled: false });
  const p = await plain.newPage();
  for (const [prefix, words] of [['', /30\s*个自然日/], ['en/', /30\s+calendar\s+days/]]) {
    await p.goto(`${server.url}${prefix}deadlines/index.html`);
    assert.equal(await p.locator('[data-calc]').isVisible(), false);
    assert.match(await p.locator('main').innerText(), words);
    await p.goto(`${server.url}${prefix}deadlines/au-afca-idr/index.html`);
    assert.equal(await p.locator('[data-calc]').isVisible(), false);
    assert.match(await p.locator('main').innerText(), words);
  }
  await plain.close();
});

// A site with a table of days off, invented like the rule that needs it: the day is exact, and past the table it is not given.
const SITE_WITH_TABLE = {
  'kb.toml': 'title = "T"\nlanguages = ["zh-CN"]\nbase_url = "https://handbook.example"\n',
  'content/_index.md': '+++\ntitle = "首页"\n+++\n', 'content/s/_index.md': '+++\ntitle = "电信"\n+++\n',
  'content/s/a.md': '+++\ntitle = "申诉"\n+++\n\n[5 个工作日](deadline:cn-five)内决定。\n',
  'content/_data/deadlines.toml': `[[deadline]]
id = "cn-five"
jurisdiction = "CN"
whose = "authority"
who = { zh-CN = "部门" }
act = { zh-CN = "决定是否受理" }
n = 5
unit = "working-days"
from = { zh-CN = "收到材料" }
sources = ["rule"]
checked_on = 2026-11-22
`,
  'content/_data/sources.toml': `[[source]]
id = "rule"
jurisdiction = "CN"
title = { zh-CN = "规则（虚构）" }
publisher = { zh-CN = "部" }
kind = "regulation"
retrieved_on = 2026-11-22
confidence = "primary"
`,
  'content/_data/holidays.toml': `[CN]
sources = ["rule"]
years = ["2026"]
holidays = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]
workdays = ["2026-09-27", "2026-10-10"]
`,
};

test('with a table of days off, working days give the day and its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-table-'));
  for (const [path, text] of Object.entries(SITE_WITH_TABLE)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  execFileSync(KB, ['build', '-C', folder, '--today', '2026-11-22'], { stdio: 'pipe' });
  const own = await serve(join(folder, 'public'));
  const p = await watched(context, own.url);
  try {
    for (const path of ['deadlines/index.html', 'deadlines/cn-five/index.html']) {
      await p.goto(own.url + path);
      for (const [start, day, weekday] of [
        ['2026-09-25', '2026-10-08', '周四'], // a Sunday worked, a week off
        ['2026-10-08', '2026-10-14', '周三'], // a Saturday worked
        ['2026-11-20', '2026-11-27', '周五'], // an ordinary week
      ]) {
        await p.fill('[data-calc] input', start);
        assert.ok((await p.locator('[data-calc] output').innerText()).includes(`${day}（${weekday}）`), `${start} → ${day}`);
      }
      await p.fill('[data-calc] input', '2026-09-25');
      const [file] = await Promise.all([p.waitForEvent('download'), p.click('[data-ics]')]);
      const lines = readFileSync(await file.path(), 'utf8').replace(/\r\n /g, '').split('\r\n');
      for (const line of ['UID:cn-five-20261008@kb', 'DTSTART;VALUE=DATE:20261008', 'DTEND;VALUE=DATE:20261009', 'SUMMARY:部门的最后一天：决定是否受理']) assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
      assert.ok(lines.some((l) => /^DESCRIPTION:5\s*个工作日\s·\s收到材料\s2026-09-25\\n/.test(l)), lines.join('\n'));
      // The fifth day lies in a year that no table covers.
      await p.fill('[data-calc] input', '2026-12-29');
      const said = await p.locator('[data-calc] output').innerText();
      assert.match(said, /没有 2027 年的放假表，算不准/);
      assert.doesNotMatch(said, /\d{4}-\d\d-\d\d/);
      assert.equal(await p.locator('[data-ics]').isVisible(), false);
    }
    // On paper: blanks to fill in, for the day it happened and the last day, and no form.
    const pdf = join(folder, 'deadline.pdf');
    await p.pdf({ path: pdf, format: 'A4' });
    const paper = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    assert.equal(paper.match(/年\s+月\s+日/g)?.length, 2, paper);
    assert.ok(!paper.includes('算不准') && !paper.includes('2026-12-29'), paper);
    assert.deepEqual(p.wrong, []);
  } finally { await p.close(); await own.close(); }
});

test('nothing went wrong on the way', () => assert.deepEqual(page.wrong, []));
