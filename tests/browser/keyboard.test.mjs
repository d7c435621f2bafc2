// With a keyboard alone: the skip link, `/`, Esc, the arrows, and a focus that can be seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';

const GUIDE = 'telecom/unexplained-charges/index.html';
let server; let chrome; let context; let page;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 1024, height: 740 } });
  page = await watched(context, server.url);
});
after(async () => { await chrome?.close(); await server?.close(); });

const focused = (p = page) => p.evaluate(() => { const a = document.activeElement; return a.id ? `${a.tagName}#${a.id}` : a.tagName + (a.className ? `.${a.className}` : ''); });

test('the first Tab shows the skip link, and it leads to the text', async () => {
  for (const file of ['index.html', GUIDE, 'letters/cn-telecom-dispute/index.html', 'en/search/index.html']) {
    await page.goto(server.url + file);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'A.skip', file);
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box.y >= 0 && box.x >= 0 && box.height >= 20, 'it can be seen');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'MAIN#main', file);
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), `${file}: the next Tab is inside the text`);
  }
});

test('/ goes to the field where the page has one', async () => {
  for (const file of ['search/index.html', '404.html']) {
    await page.goto(server.url + file);
    await page.keyboard.press('/');
    assert.equal(await focused(), 'INPUT#q', file);
    assert.equal(await page.inputValue('#q'), '', 'the stroke itself is not typed');
    await page.keyboard.type('a/b');
    assert.equal(await page.inputValue('#q'), 'a/b', 'a stroke in a field is a stroke');
  }
});

test('/ opens the dialog elsewhere; Esc closes it and the focus returns', async () => {
  await page.goto(server.url + GUIDE);
  await page.locator('.brand').focus();
  await page.keyboard.press('/');
  await page.waitForSelector('dialog[open]');
  assert.equal(await page.evaluate(() => document.activeElement.closest('dialog') !== null && document.activeElement.tagName === 'INPUT'), true);
  assert.equal(await page.inputValue('dialog input'), '');
  await page.keyboard.type('退款/x');
  assert.equal(await page.inputValue('dialog input'), '退款/x');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  assert.equal(await focused(), 'A.brand');
  for (const combination of ['Control+/', 'Alt+/', 'Meta+/']) {
    await page.keyboard.press(combination);
    assert.equal(await page.locator('dialog[open]').count(), 0, combination);
  }
  assert.deepEqual(page.wrong, []);
});

test('/ in a letter or a date stays a stroke', async () => {
  await page.goto(`${server.url}letters/cn-telecom-dispute/index.html`);
  for (const field of ['#f-name', '#f-facts']) {
    await page.focus(field);
    await page.keyboard.type('1/2');
    assert.equal(await page.inputValue(field), '1/2');
  }
  await page.focus('#f-refund_to');
  await page.keyboard.press('/');
  assert.equal(await focused(), 'SELECT#f-refund_to');
  await page.goto(`${server.url}deadlines/index.html`);
  await page.focus('[data-calc] input');
  await page.keyboard.press('/');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.deepEqual(page.wrong, []);
});

for (const where of ['dialog', 'page']) {
  test(`arrows go through the results, ${where}`, async () => {
    if (where === 'page') await page.goto(`${server.url}search/index.html`); else await page.goto(server.url + GUIDE);
    await page.keyboard.press('/');
    const box = where === 'page' ? 'main' : 'dialog';
    await page.waitForSelector(`${box} input:focus`);
    await page.keyboard.type('退款');
    await page.waitForSelector(`${box} .kb-result`, { timeout: 20000 });
    const at = () => page.evaluate((b) => { const links = [...document.querySelectorAll(`${b} .kb-result > a`)]; return document.activeElement.tagName === 'INPUT' ? 'field' : links.indexOf(document.activeElement); }, box);
    const count = await page.locator(`${box} .kb-result > a`).count();
    assert.ok(count > 2);
    await page.keyboard.press('ArrowDown'); assert.equal(await at(), 0);
    await page.keyboard.press('ArrowDown'); assert.equal(await at(), 1);
    const outline = await page.evaluate(() => { const s = getComputedStyle(document.activeElement); return `${s.outlineStyle} ${s.outlineWidth} ${s.boxShadow}`; });
    assert.doesNotMatch(outline, /^none .* none$/, 'the focus can be seen');
    await page.keyboard.press('ArrowUp'); assert.equal(await at(), 0);
    await page.keyboard.press('ArrowUp'); assert.equal(await at(), 'field');
    await page.keyboard.press('ArrowUp'); assert.equal(await at(), 'field');
    for (let i = 0; i < count + 3; i++) await page.keyboard.press('ArrowDown');
    assert.equal(await at(), count - 1, 'the last one holds');
    const href = await page.evaluate(() => document.activeElement.href);
    await page.keyboard.press('Enter');
    await page.waitForURL(href);
    await page.waitForSelector('h1');
    assert.deepEqual(page.wrong, []);
  });
}

test('Enter in the field goes to the first result', async () => {
  await page.goto(`${server.url}search/index.html`);
  await page.focus('#q');
  await page.keyboard.type('退款');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.matches('.kb-result > a'), null, { timeout: 20000 });
});

test('Tab stays inside the dialog', async () => {
  await page.goto(server.url + GUIDE);
  await page.click('[data-search-open]');
  await page.waitForSelector('dialog[open]');
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null), await focused());
  }
  await page.click('dialog .x');
  assert.equal(await page.locator('dialog[open]').count(), 0);
});

test('the link to search opens its page with Ctrl, and without JavaScript', async () => {
  await page.goto(server.url + GUIDE);
  const [tab] = await Promise.all([context.waitForEvent('page'), page.click('[data-search-open]', { modifiers: ['Control'] })]);
  await tab.waitForURL(/search\/index\.html/);
  await tab.close();
  const plain = await chrome.newContext({ javaScriptEnabled: false });
  const p = await plain.newPage();
  await p.goto(server.url + GUIDE);
  await p.click('.find');
  await p.waitForURL(/search\/index\.html/);
  assert.ok(await p.locator('#kb-browse a').count() > 20, 'the list of guides is there');
  await plain.close();
});
