// Reading with the network cut: the browser is set offline *and* the server is stopped.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { SITE, browser, serve, watched } from './lib.mjs';

const GUIDE = 'telecom/unexplained-charges/index.html';
const OTHER = 'telecom/slow-broadband/index.html';
const LETTER = [...new Set(JSON.parse(readFileSync(join(SITE, 'offline/files.json'), 'utf8')).files.map(([path]) => path))]
  .find((path) => /^letters\/.+\/index\.html$/.test(path));

let chrome;
before(async () => { chrome = await browser(); });
after(async () => { await chrome?.close(); });

/** A reader with a browser of their own in front of a server of its own. */
async function reader(folder = SITE, hook = undefined) {
  const server = await serve(folder, hook);
  const context = await chrome.newContext({ viewport: { width: 360, height: 740 } });
  const page = await watched(context, server.url);
  return {
    server, context, page,
    open: (path) => page.goto(server.url + path),
    cut: async () => { await context.setOffline(true); await server.close(); },
    end: async () => { await context.close(); await server.close(); },
  };
}

/** Asks the page again and again until it says yes. */
async function until(page, question, limit = 30000) {
  for (const end = Date.now() + limit; Date.now() < end;) {
    if (await page.evaluate(question)) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  assert.fail(`waited in vain: ${question}`);
}

/** Waits until the worker runs the page and what it was handed has been kept. */
async function ready(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(page, async () => {
    const name = (await caches.keys()).find((n) => n.endsWith(':pages'));
    return navigator.serviceWorker.controller && name && (await (await caches.open(name)).keys()).length > 0;
  });
}

async function saveAll(r) {
  await r.open('offline/index.html');
  const save = r.page.locator('[data-offline="save"]');
  await save.waitFor({ state: 'visible', timeout: 30000 });
  const before = await r.page.locator('#kb-offline .status').textContent();
  assert.match(before, /\d[\d.]*\s(MB|kB)/, 'the size is told before the download');
  await save.click();
  await r.page.waitForFunction(() => document.querySelector('#kb-offline progress').value > 0.05, null, { timeout: 60000 });
  await r.page.waitForFunction(() => document.querySelector('[data-offline="save"]').hidden, null, { timeout: 180000 });
}

const notice = (page) => page.locator('.notice[data-kind="offline"]').first();

test('a page that was read opens again without a network, and says of when it is', async () => {
  const r = await reader();
  await r.open(GUIDE); // the very first page, read before there was a worker
  await ready(r.page);
  await r.open(OTHER);
  await r.open(LETTER);
  assert.equal(await notice(r.page).isVisible(), false, 'online nothing is said');
  await r.cut();
  for (const path of [GUIDE, GUIDE.replace('index.html', ''), OTHER, LETTER]) {
    await r.open(path);
    assert.ok(await r.page.locator('h1').isVisible(), path);
    assert.notEqual(await r.page.evaluate(() => getComputedStyle(document.querySelector('.notice')).borderLeftStyle), 'none', 'styles are there');
    await notice(r.page).waitFor({ state: 'visible', timeout: 5000 });
    assert.ok((await notice(r.page).textContent()).includes(await r.page.getAttribute('html', 'data-built')));
  }
  await r.open(GUIDE);
  await r.page.reload();
  assert.ok(await r.page.locator('h1').isVisible(), 'a reload works');
  assert.deepEqual(r.page.wrong, []);
  await r.end();
});

test('a server that is down is the same as no network', async () => {
  const r = await reader();
  await r.open(GUIDE);
  await ready(r.page);
  await r.server.close(); // the browser believes that it is online
  await r.page.reload();
  await notice(r.page).waitFor({ state: 'visible', timeout: 5000 });
  await r.end();
});

test('a server that never answers does not hold up a page that is kept', async () => {
  let stuck = false;
  const r = await reader(SITE, () => (stuck ? new Promise(() => {}) : undefined));
  await r.open(GUIDE);
  await ready(r.page);
  stuck = true;
  const start = Date.now();
  await r.page.reload();
  assert.ok(Date.now() - start < 8000, `${Date.now() - start} ms`);
  await notice(r.page).waitFor({ state: 'visible', timeout: 5000 });
  await r.end();
});

test('a page that was not read leads to the offline page of its language', async () => {
  const r = await reader();
  await r.open(GUIDE);
  await ready(r.page);
  await r.cut();
  for (const [path, lang] of [[OTHER, 'zh-CN'], [`en/${OTHER}`, 'en']]) {
    await r.open(path);
    assert.equal(await r.page.getAttribute('html', 'lang'), lang);
    const again = r.page.locator('[data-offline="missing"] a');
    await again.waitFor({ state: 'visible' });
    assert.equal(await again.evaluate((a) => a.href), r.server.url + path);
    const kept = r.page.locator('[data-offline="pages"] a');
    await kept.first().waitFor({ state: 'visible', timeout: 30000 });
    assert.equal(await kept.first().evaluate((a) => a.href), r.server.url + GUIDE);
  }
  await r.page.locator('[data-offline="pages"] a').first().click();
  await r.page.waitForSelector('.page-guide h1');
  await r.page.goto(`${r.server.url}offline/index.html?for=${encodeURIComponent('//elsewhere.example/x')}`);
  const href = await r.page.locator('[data-offline="missing"] a').evaluate((a) => a.href);
  assert.ok(href.startsWith(r.server.url), 'no link leaves the site');
  assert.deepEqual(r.page.wrong, []);
  await r.end();
});

test('the whole site, saved, opens every page and searches; deleting it leaves ticks', async () => {
  const r = await reader();
  await r.open(GUIDE);
  await ready(r.page);
  await r.page.locator('[data-tick]').first().check();
  await saveAll(r);
  await r.cut();
  const { files } = JSON.parse(readFileSync(join(SITE, 'offline/files.json'), 'utf8'));
  const pages = files.map(([path]) => path).filter((path) => path.endsWith('.html'));
  for (const path of pages.filter((_, i) => i % Math.ceil(pages.length / 25) === 0)) {
    await r.open(encodeURI(path));
    await r.page.waitForSelector('h1, meta[http-equiv="refresh"]', { state: 'attached' });
    assert.ok(!r.page.url().includes('?for='), path);
  }
  for (const [path, query] of [['', '退款'], ['en/', 'refund']]) {
    await r.open(`${path}search/index.html?q=${encodeURIComponent(query)}`);
    const first = r.page.locator('.kb-result a').first();
    await first.waitFor({ timeout: 20000 });
    await first.click();
    await r.page.waitForSelector('.page-guide h1, main h1');
  }
  await r.open(LETTER);
  assert.equal(await r.page.locator('[data-letter-tools]').isVisible(), true, 'letters work');
  await r.open('offline/index.html');
  const forget = r.page.locator('[data-offline="forget"]');
  await forget.waitFor({ state: 'visible', timeout: 30000 });
  assert.match(await r.page.locator('#kb-offline .status').textContent(), /\d{4}-\d\d-\d\d/, 'the copy says of when it is');
  await forget.click();
  await forget.waitFor({ state: 'hidden' });
  assert.ok(await r.page.evaluate(() => Object.keys(localStorage).some((k) => k.startsWith('kb:ticks:'))), 'ticks stay');
  await r.open(OTHER);
  assert.ok(r.page.url().includes('?for='), 'nothing is left');
  assert.deepEqual(r.page.wrong, []);
  await r.end();
});

test('search that was used works again', async () => {
  const r = await reader();
  await r.open('index.html');
  await ready(r.page);
  const search = async () => {
    await r.open(`search/index.html?q=${encodeURIComponent('退款')}`);
    await r.page.locator('.kb-result a').first().waitFor({ timeout: 20000 });
  };
  await search();
  await r.cut();
  await search();
  assert.deepEqual(r.page.wrong, []);
  await r.end();
});

test('a new version fetches only what changed, and keeps ticks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-offline-'));
  cpSync(SITE, folder, { recursive: true });
  const asked = [];
  const r = await reader(folder, (path) => { asked.push(path); });
  await r.open(GUIDE);
  await ready(r.page);
  const id = await r.page.locator('[data-tick]').first().getAttribute('data-tick');
  await r.page.locator(`[data-tick="${id}"]`).check();
  await saveAll(r);
  // What a build would change when one guide is edited.
  const edit = (path, change) => writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
  const { version, files } = JSON.parse(readFileSync(join(folder, 'offline/files.json'), 'utf8'));
  const hash = files.find(([path]) => path === OTHER)[2];
  edit(OTHER, (html) => html.replace('</h1>', ' 新版</h1>'));
  edit('offline/files.json', (text) => text.replaceAll(version, 'ffffffffff').replace(hash, 'eeeeeeeeee'));
  for (const path of ['offline/version.json', 'sw.js']) edit(path, (text) => text.replaceAll(version, 'ffffffffff'));
  asked.length = 0;
  await r.page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  await until(r.page, async () => {
    const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
    return !installing && !waiting && active.state === 'activated';
  });
  await r.open(GUIDE); // a page read online starts the refresh
  await until(r.page, async () => {
    const name = (await caches.keys()).find((n) => n.endsWith(':site'));
    const list = await (await caches.open(name)).match(new URL('/offline/files.json', location.href).href);
    return (await list.json()).version === 'ffffffffff';
  });
  assert.ok(asked.length < 30, `${asked.length} requests: ${asked.slice(0, 40)}`);
  await r.cut();
  await r.open(OTHER);
  assert.match(await r.page.locator('h1').textContent(), /新版/);
  await r.open(GUIDE);
  assert.equal(await r.page.locator(`[data-tick="${id}"]`).isChecked(), true);
  assert.deepEqual(r.page.wrong, []);
  await r.end();
  rmSync(folder, { recursive: true });
});

/** Unpacks an archive: entries, their names and bytes, as the central directory lists them. */
function unzip(bytes) {
  const out = [];
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment, local] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    out.push([bytes.toString('utf8', at + 46, at + 46 + name), method === 8 ? inflateRawSync(data) : data]);
    at += 46 + name + extra + comment;
  }
  return out;
}

test('the zip, unpacked on a disk, searches, ticks and complains of nothing', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'kb 优盘-')); // a stick may have any name
  const entries = unzip(readFileSync(join(SITE, 'offline/SITE.zip')));
  for (const [name, data] of entries) {
    mkdirSync(dirname(join(disk, name)), { recursive: true });
    writeFileSync(join(disk, name), data);
  }
  const tops = new Set(entries.map(([name]) => name.split('/')[0]));
  assert.equal(tops.size, 1, 'one folder');
  const folder = join(disk, [...tops][0]);
  assert.match(readFileSync(join(folder, 'README.zh-CN.txt'), 'utf8'), /index\.html.*\r\n/);
  const context = await chrome.newContext();
  const base = `${pathToFileURL(folder)}/`;
  const page = await watched(context, base);
  await page.goto(base + GUIDE);
  assert.equal(await notice(page).isVisible(), true);
  const id = await page.locator('[data-tick]').first().getAttribute('data-tick');
  await page.locator(`[data-tick="${id}"]`).check();
  await page.reload();
  assert.equal(await page.locator(`[data-tick="${id}"]`).isChecked(), true);
  for (const [prefix, query, words] of [['', '退款', /退/], ['en/', 'refund', /refund/i]]) {
    await page.goto(`${base}${prefix}index.html`);
    await page.goto(`${base}${prefix}search/index.html`);
    await page.locator('[data-search-form] input').fill(query);
    const first = page.locator('.kb-result a').first();
    await first.waitFor({ timeout: 30000 });
    await first.click();
    await page.waitForSelector('h1');
    assert.ok(page.url().startsWith(base));
    assert.match(await page.locator('main').textContent(), words);
  }
  await page.goto(base + LETTER);
  await page.goto(`${base}offline/index.html`);
  assert.equal(await page.locator('[data-offline="save"]').isVisible(), false);
  assert.equal(await page.locator('#files').count(), 0, 'a copy offers no copies, which it has not');
  assert.deepEqual(page.wrong, []);
  await context.close();
  rmSync(disk, { recursive: true });
});

test('the offline page offers the copies as files, with their size', async () => {
  const r = await reader();
  for (const [prefix, lang] of [['', 'zh-CN'], ['en/', 'en']]) {
    await r.open(`${prefix}offline/index.html`);
    const links = r.page.locator('#files ~ ul a[download]');
    for (const file of ['SITE.zip', `${lang}.epub`]) {
      const link = links.and(r.page.locator(`[href$="${file}"]`));
      const [download] = await Promise.all([r.page.waitForEvent('download'), link.click()]);
      const bytes = readFileSync(await download.path()).length;
      assert.equal(bytes, readFileSync(join(SITE, 'offline', file)).length);
      const shown = await link.evaluate((a) => a.closest('li').textContent);
      assert.ok(shown.includes(`${(bytes / 1e6).toFixed(1)}\u00a0MB`), shown);
      assert.match(download.suggestedFilename(), /^[\w.-]+\.(zip|epub)$/);
    }
  }
  await r.end();
});

test('the site can be installed', async () => {
  const r = await reader();
  for (const prefix of ['', 'en/']) {
    await r.open(`${prefix}index.html`);
    const address = await r.page.locator('link[rel="manifest"]').evaluate((l) => l.href);
    assert.equal(address, `${r.server.url}${prefix}manifest.webmanifest`);
    const manifest = await (await r.context.request.get(address)).json();
    assert.ok(['any', 'maskable'].every((p) => manifest.icons.some((i) => i.sizes === '512x512' && i.purpose === p)));
    for (const icon of manifest.icons) assert.ok((await r.context.request.get(new URL(icon.src, address).href)).ok(), icon.src);
    assert.equal(new URL(manifest.start_url, address).href, `${r.server.url}${prefix}index.html`);
    assert.equal(new URL(manifest.scope, address).href, r.server.url);
  }
  await r.end();
});
