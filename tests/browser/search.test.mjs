// What a reader may type, and what may fail on the way: the page answers, with results, with words, or
// with the list of guides.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';

let server; let chrome; let context; let page;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ serviceWorkers: 'block', viewport: { width: 360, height: 740 } });
  page = await watched(context, server.url);
  await page.goto(`${server.url}search/index.html`);
});
after(async () => { await chrome?.close(); await server?.close(); });

const status = (p = page) => p.locator('#kb-search .status').innerText();
/** Puts words into the field and waits until the page has answered. */
async function ask(query, p = page) {
  const before = Date.now();
  await p.evaluate((q) => {
    document.querySelector('#kb-search .status').textContent = '\u2026';
    const field = document.querySelector('#q'); field.value = q; field.dispatchEvent(new Event('input', { bubbles: true }));
  }, query);
  await p.waitForFunction(() => { const s = document.querySelector('#kb-search .status').textContent; return s !== '\u2026' && s !== window.Kb.t.loading; }, null, { timeout: 20000 });
  return { status: await status(p), results: await p.locator('.results .kb-result').count(), browse: await p.locator('#kb-browse').isVisible(), took: Date.now() - before };
}

test('nothing typed: the list of guides', async () => {
  for (const query of ['', '   ', '\u3000', '\n']) {
    const got = await ask(query);
    assert.deepEqual([got.results, got.browse], [0, true], JSON.stringify(query));
  }
  assert.deepEqual(page.wrong, []);
});

test('odd input makes neither an exception nor a wait', async () => {
  await ask('退款');
  const odd = {
    'ten thousand letters': 'a'.repeat(10000), 'ten thousand characters': '退款'.repeat(5000), 'ten thousand words': 'refund '.repeat(1500),
    'ten thousand spaces': ' '.repeat(10000) + '退款', emoji: '😀', 'emoji and words': '退款😀👨‍👩‍👧', 'flags and joiners': '🇨🇳\u200d\u200d\ufe0f',
    'an emoji cut at the limit': 'a'.repeat(399) + '😀', 'half a character': '\ud83d', 'the other half': 'ab \ude00 cd',
    quote: '"', 'open quote': '"退款', 'quotes in quotes': '"a "b" c', 'Chinese quotes': '“退款', brackets: '((((', operators: '-', 'only minus': '- - -退款', backslash: '\\', plus: '+退款 -', colon: 'kind:', regex: '.*(a+)+$', percent: '%E0%A4%A', html: '<img src=x onerror=alert(1)>',
    'control characters': '\u0000\u0001\u0007退\u001b款\u007f', 'right to left': '\u202e退款', combining: 'e' + '\u0301'.repeat(2000), prototype: '__proto__ constructor', 'one letter': 'a', 'one digit': '1', Tibetan: 'བོད', Arabic: 'استرداد', Thai: 'คืนเงิน',
  };
  const wrong = [];
  for (const [name, query] of Object.entries(odd)) {
    const got = await ask(query).catch((e) => ({ error: e.message }));
    if (got.error || got.took > 4000 || (!got.results && !got.browse)) wrong.push(`${name}: ${JSON.stringify(got)}`);
    if (page.wrong.length) wrong.push(`${name}: ${page.wrong.splice(0).join('; ')}`);
    if (got.status === await page.evaluate('window.Kb.t.fail')) wrong.push(`${name}: fails`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) wrong.push(`${name}: ${wide} px too wide`);
  }
  assert.deepEqual(wrong, []);
  assert.ok((await ask('退款')).results > 0, 'and then the next search works');
  assert.equal(await page.locator('.results img').count(), 0);
});

test('odd addresses open', async () => {
  const p = await watched(context, server.url);
  for (const query of ['?q=%E0%A4%A', '?q=%', '?q', '?q=', '?&&=&q=%22', '?q=%00', '?kind=nothing&q=%E9%80%80%E6%AC%BE', '?sector=%3Cb%3E&q=x', `?q=${encodeURIComponent('😀')}`, `?q=${'a'.repeat(5000)}`, '?q=%E9%80%80+%E6%AC%BE']) {
    await p.goto(`${server.url}search/index.html${query}`);
    await p.waitForFunction(() => { const s = document.querySelector('#kb-search .status').textContent; return s !== window.Kb.t.loading && (s || document.querySelector('#q').value.trim().length < 2); }, null, { timeout: 20000 });
    assert.ok(await p.locator('.results .kb-result').count() > 0 || await p.locator('#kb-browse').isVisible(), query);
  }
  assert.equal(await p.inputValue('#q'), '退 款');
  assert.deepEqual(p.wrong, []);
  await p.close();
});

test('the field is a combobox whose grid opens and closes', async () => {
  const field = page.locator('#q');
  const state = () => field.evaluate((f) => [f.getAttribute('role'), f.getAttribute('aria-expanded'), document.getElementById(f.getAttribute('aria-controls')).getAttribute('role')]);
  await field.fill('');
  await page.waitForFunction(() => !document.querySelector('.results').children.length);
  assert.deepEqual(await state(), ['combobox', 'false', 'grid']);
  for (const text of ['退款', 'zzzzqqqq']) {
    await field.fill(text);
    await page.waitForFunction(() => document.querySelector('.results [role=row] > [role=gridcell]'), null, { timeout: 20000 });
    assert.deepEqual(await state(), ['combobox', 'true', 'grid'], text);
  }
});

test('a wrong Chinese character offers near names, a jumble of keys finds nothing', async () => {
  // Of two characters the first still finds what begins with it; of three that no page has, names are near.
  await page.locator('#q').fill('退筷');
  await page.waitForSelector('.kb-result', { timeout: 20000 });
  assert.match(await page.locator('.results').innerText(), /退/);
  await page.locator('#q').fill('运赢商');
  await page.waitForSelector('.none .chip', { timeout: 20000 });
  assert.match(await page.locator('.none .chips').innerText(), /运营商/);
  await page.locator('#q').fill('qwrtplkj');
  await page.waitForFunction(() => document.querySelector('.none') && !document.querySelector('.none .chip'), null, { timeout: 20000 });
  assert.equal(await page.locator('.kb-result').count(), 0);
  assert.ok(await page.locator('#kb-browse').isVisible());
});

test('typing on overtakes what was asked before', async () => {
  await page.focus('#q');
  await page.fill('#q', '');
  await page.keyboard.type('乱扣费 refund 套餐', { delay: 5 });
  await page.fill('#q', '退款');
  await page.waitForFunction(() => document.querySelector('.results .kb-result'), null, { timeout: 20000 });
  await page.waitForTimeout(300);
  assert.ok(/退款/.test(await page.locator('.results').innerText()));
  assert.match(page.url(), /q=%E9%80%80%E6%AC%BE$/);
  assert.deepEqual(page.wrong, []);
});

test('the filters narrow, and the address keeps them', async () => {
  const all = await ask('退款');
  await page.click('#kb-search [data-kind="letter"]');
  await page.waitForFunction(() => /kind=letter/.test(location.search) && [...document.querySelectorAll('.kb-result > .meta:first-child')].every((m) => m.textContent.includes('信')));
  assert.ok(await page.locator('.kb-result').count() <= all.results);
  const url = page.url();
  await page.goto(url);
  await page.waitForSelector('.kb-result', { timeout: 20000 });
  assert.equal(await page.getAttribute('#kb-search [data-kind="letter"]', 'aria-pressed'), 'true');
  await page.click('#kb-search [data-kind=""]');
  assert.deepEqual(page.wrong, []);
});

for (const [name, pattern, kind] of [
  ['the client', /search-client\.js/, 'abort'], ['the engine', /kb_search\.wasm/, 'abort'], ['the index', /search\/index\.js/, 'abort'],
  ['the worker', /search-worker/, 'abort'], ['the words', /search\/t\//, 'abort'], ['the texts', /search\/d\//, 'abort'], ['a client of another kind', /search-client\.js/, 'garbage'],
]) {
  test(`${name} cannot be had: words, the list of guides, and another try`, async () => {
    const own = await chrome.newContext({ serviceWorkers: 'block', viewport: { width: 360, height: 740 } });
    const p = await watched(own, server.url);
    let hit = 0;
    await own.route(pattern, (route) => { hit++; return kind === 'abort' ? route.abort() : route.fulfill({ status: 200, contentType: 'text/javascript', body: '/* nothing */' }); });
    await p.goto(`${server.url}search/index.html?q=${encodeURIComponent('退款')}`);
    await p.waitForFunction(() => { const s = document.querySelector('#kb-search .status').textContent; return s && s !== window.Kb.t.loading; }, null, { timeout: 30000 });
    const said = await status(p);
    assert.ok(hit > 0, 'it was asked for');
    assert.match(said, /搜索打不开|刷新这一页|太旧/);
    assert.equal(await p.locator('.kb-result').count(), 0);
    assert.ok(await p.locator('#kb-browse a:visible').count() > 40, 'the list of guides');
    await own.unroute(pattern);
    await p.click('.results .none button');
    await p.waitForSelector('.kb-result', { timeout: 20000 });
    assert.deepEqual(p.wrong.filter((w) => !/Failed to load resource|net::ERR_FAILED/.test(w)), []);
    await own.close();
  });
}

test('in the dialog a failure says where the list is', async () => {
  const own = await chrome.newContext({ serviceWorkers: 'block', viewport: { width: 360, height: 740 } });
  const p = await watched(own, server.url);
  await own.route(/\/search\//, (route) => (route.request().resourceType() === 'document' ? route.continue() : route.abort()));
  await p.goto(`${server.url}telecom/unexplained-charges/index.html`);
  await p.click('[data-search-open]');
  await p.fill('dialog input', '退款');
  await p.waitForSelector('dialog .none a');
  assert.match(await p.locator('dialog .status').innerText(), /搜索打不开/);
  await p.click('dialog .none a');
  await p.waitForURL(/search\/index\.html/);
  assert.ok(await p.locator('#kb-browse a:visible').count() > 40);
  assert.deepEqual(p.wrong.filter((w) => !/Failed to load resource|net::ERR_FAILED/.test(w)), []);
  await own.close();
});

test('the interface itself cannot be had: the link leads to the page', async () => {
  const own = await chrome.newContext({ serviceWorkers: 'block' });
  const p = await watched(own, server.url);
  await own.route(/assets\/search\.[^/]*js/, (route) => route.abort());
  await p.goto(`${server.url}telecom/unexplained-charges/index.html`);
  await p.click('[data-search-open]');
  await p.waitForURL(/search\/index\.html/);
  assert.ok(await p.locator('#kb-browse a:visible').count() > 40);
  await own.close();
});

test('the dialog takes odd input too', async () => {
  const p = await watched(context, server.url);
  await p.goto(`${server.url}en/telecom/unexplained-charges/index.html`);
  await p.click('[data-search-open]');
  for (const query of ['a'.repeat(10000), '😀', 'a'.repeat(399) + '😀', '"', '\u0001\u0002', 'བོད']) {
    await p.fill('dialog input', query);
    await p.waitForFunction(() => { const s = document.querySelector('dialog .status').textContent; return s && s !== window.Kb.t.loading; }, null, { timeout: 20000 });
  }
  await p.waitForSelector('dialog .none .links a');
  await p.fill('dialog input', 'refund');
  await p.waitForSelector('dialog .kb-result');
  await p.fill('dialog input', '');
  await p.waitForFunction(() => document.querySelector('dialog .status').textContent === window.Kb.t.empty);
  assert.deepEqual(p.wrong, []);
  await p.close();
});
