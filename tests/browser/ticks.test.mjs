// Ticks: they outlive an edit of the guide, the same ones stand on each page of a guide, and what is
// stored by anything else does no harm.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';
import { htmlFiles, read } from './pages.mjs';

const GUIDE = 'telecom/unexplained-charges/index.html';
const SHEET = 'telecom/unexplained-charges/checklist/index.html';
let server; let chrome; let context; let page; let key; let items;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 } });
  page = await watched(context, server.url);
  await page.goto(server.url + SHEET);
  key = `kb:ticks:${await page.getAttribute('[data-guide]', 'data-guide')}`;
  items = await page.locator('[data-tick]').evaluateAll((all) => all.map((i) => ({ id: i.dataset.tick, text: i.parentNode.textContent.replace(/\s+/g, ' ').trim() })));
});
after(async () => { await chrome?.close(); await server?.close(); });

async function given(stored, file = SHEET) {
  await page.evaluate(([k, v]) => localStorage.setItem(k, typeof v === 'string' ? v : JSON.stringify(v)), [key, stored]);
  await page.goto(server.url + file);
  return page.locator('[data-tick]').evaluateAll((all) => [...new Set(all.filter((i) => i.checked).map((i) => i.dataset.tick))]);
}
const kept = () => page.evaluate((k) => JSON.parse(localStorage.getItem(k)), key);

test('an item whose words were edited keeps its tick by its id', async () => {
  assert.deepEqual(await given({ [items[1].id]: 'quite other words' }), [items[1].id]);
});

test('an item whose id changed keeps its tick by its words', async () => {
  const [item] = items.filter((i) => i.id.startsWith('step-')); const text = item.text;
  const edited = `${text.slice(0, 2)}${text.slice(3, Math.floor(text.length * 0.8))}`;
  assert.deepEqual(await given({ 'step-of-last-year': edited }), [item.id]);
  const now = await kept();
  assert.deepEqual(Object.keys(now), [item.id], 'the tick is stored under the new id');
  await page.reload();
  assert.equal(await page.locator(`[data-tick="${item.id}"]`).isChecked(), true);
});

test('two edited items find each its own', async () => {
  const kind = (i) => items[i].id.split('-')[0];
  const checked = await given({ [`${kind(0)}-old-a`]: `${items[0].text}！`, [`${kind(2)}-old-b`]: `${items[2].text}！`, [items[1].id]: items[1].text });
  assert.deepEqual(checked.sort(), [items[0].id, items[1].id, items[2].id].sort());
});

test('what resembles nothing ticks nothing, and is not lost', async () => {
  const stored = { 'old-c': 'ZZZ 完全无关的另一件事 qqq' };
  assert.deepEqual(await given(stored), []);
  assert.deepEqual(await kept(), stored);
});

test('nonsense in the store does no harm', async () => {
  for (const bad of ['{', 'null', '[]', '7', '"x"', '{"a":1,"b":null,"c":{"d":[]},"constructor":"x","__proto__":"y"}', JSON.stringify({ [items[0].id]: 5, old: 'x'.repeat(20000) })]) {
    await given(bad);
    await page.locator('[data-tick]').first().setChecked(false);
    await page.locator('[data-tick]').first().setChecked(true);
    await page.reload();
    assert.equal(await page.locator('[data-tick]').first().isChecked(), true, bad.slice(0, 60));
  }
  assert.deepEqual(page.wrong, []);
});

test('a tick of one window shows in the other', async () => {
  await given({});
  const other = await watched(context, server.url);
  await other.goto(server.url + GUIDE);
  const id = items[0].id;
  await page.locator(`[data-tick="${id}"]`).check();
  await other.waitForFunction((x) => document.querySelector(`[data-tick="${x}"]`).checked, id);
  await page.locator(`[data-tick="${id}"]`).uncheck();
  await other.waitForFunction((x) => !document.querySelector(`[data-tick="${x}"]`).checked, id);
  assert.deepEqual([...other.wrong, ...page.wrong], []);
  await other.close();
});

test('without a store, ticks work until the page is left', async () => {
  const p = await watched(context, server.url);
  await p.addInitScript(() => { Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } }); });
  await p.goto(server.url + SHEET);
  await p.locator('[data-tick]').first().check();
  assert.equal(await p.locator('[data-tick]').first().isChecked(), true);
  assert.deepEqual(p.wrong, []);
  await p.close();
});

test('a tick that another page of the guide made is left alone', async () => {
  const step = items.find((i) => i.id.startsWith('step-')); const evidence = items.find((i) => i.id.startsWith('ev-'));
  // As alike as can be, and yet of another kind: the guide has no ticks for steps.
  const stored = { [step.id]: step.text, 'step-gone': evidence.text };
  assert.deepEqual(await given(stored, GUIDE), []);
  assert.deepEqual(await kept(), stored);
});

// A page that lacks an item would hand its tick to the nearest of the same kind.
test('the pages of a guide have the same items of a kind', () => {
  const wrong = []; const ticks = new Map();
  for (const file of htmlFiles()) {
    const html = read(file);
    const at = [...html.matchAll(/data-guide="([^"]+)"/g)];
    at.forEach((m, i) => {
      const ids = [...new Set([...html.slice(m.index, at[i + 1]?.index).matchAll(/data-tick="([^"]+)"/g)].map((x) => x[1]))].sort();
      for (const id of ids) if (!/^(ev|step|t)-./.test(id)) wrong.push(`${file}: an id of no kind: ${id}`);
      for (const kind of ['ev', 'step', 't']) {
        const mine = ids.filter((id) => id.startsWith(`${kind}-`)).join(' ');
        if (!mine) continue;
        const name = `${file.startsWith('en/') ? 'en' : 'zh'} ${m[1]} ${kind}`;
        if (!ticks.has(name)) ticks.set(name, new Map());
        ticks.get(name).set(file, mine);
      }
    });
  }
  for (const [name, pages] of ticks) if (new Set(pages.values()).size > 1) wrong.push(`${name}: ${[...pages].map(([f, ids]) => `${f} ${ids}`).join('\n  ')}`);
  assert.ok(ticks.size > 80);
  assert.deepEqual(wrong.slice(0, 3), []);
});
