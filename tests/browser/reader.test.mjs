// A reader's way through the built site: search, follow a result, tick, reload, print.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';

let server; let chrome; let context; let page;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 } });
  page = await watched(context, server.url);
});
after(async () => { await chrome?.close(); await server?.close(); });

for (const [lang, path, query] of [['zh-CN', '', '退款'], ['en', 'en/', 'refund']]) {
  test(`searching ${query} leads to a guide`, async () => {
    await page.goto(`${server.url}${path}search/index.html?q=${encodeURIComponent(query)}`);
    await page.waitForSelector('.kb-result a, a.kb-result', { timeout: 15000 });
    const first = page.locator('a.kb-result, .kb-result a').first();
    const href = await first.getAttribute('href');
    assert.ok(href, 'a result holds a link');
    assert.ok(await page.locator('.kb-result mark').count() > 0, 'what matches is marked');
    await first.click();
    await page.waitForSelector('h1');
    assert.equal(await page.getAttribute('html', 'lang'), lang);
    assert.deepEqual(page.wrong, []);
  });
}

test('a tick is there again after a reload, and on the checklist', async () => {
  await page.goto(`${server.url}telecom/unexplained-charges/index.html`);
  const id = await page.locator('[data-tick]').first().getAttribute('data-tick');
  await page.locator(`[data-tick="${id}"]`).check();
  await page.reload();
  assert.equal(await page.locator(`[data-tick="${id}"]`).isChecked(), true);
  await page.goto(`${server.url}telecom/unexplained-charges/checklist/index.html`);
  assert.equal(await page.locator(`[data-tick="${id}"]`).isChecked(), true);
  assert.deepEqual(page.wrong, []);
});

test('ticks work without JavaScript until the page is left', async () => {
  const plain = await chrome.newContext({ javaScriptEnabled: false });
  const p = await plain.newPage();
  await p.goto(`${server.url}telecom/unexplained-charges/checklist/index.html`);
  await p.locator('[data-tick]').first().check();
  assert.equal(await p.locator('[data-tick]').first().isChecked(), true);
  await plain.close();
});

test('every checklist prints on one page, A4 and Letter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-print-'));
  const plain = await chrome.newContext();
  const p = await plain.newPage();
  await p.goto(`${server.url}checklists/index.html`);
  const links = await p.locator('a[href$="/checklist/index.html"]').evaluateAll((as) => [...new Set(as.map((a) => a.href))]);
  assert.ok(links.length >= 40, `${links.length} checklists are listed`);
  const wrong = [];
  for (const link of links) {
    await p.goto(link);
    for (const format of ['A4', 'Letter']) {
      const pdf = join(folder, 'sheet.pdf');
      await p.pdf({ path: pdf, format, preferCSSPageSize: false, printBackground: false });
      const pages = /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))[1];
      if (pages !== '1') wrong.push(`${link} ${format}: ${pages} pages`);
    }
  }
  await plain.close();
  assert.deepEqual(wrong, []);
});
