// Letters and deadlines where there is no network: the page kept open when it goes away, and a copy of the
// site opened from a disk; with JavaScript and without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SITE, browser, serve, watched } from './lib.mjs';

const LETTER = 'letters/cn-telecom-dispute/index.html';
const EN_LETTER = 'en/letters/uk-telecom-complaint/index.html';
const DEADLINE = 'deadlines/au-afca-idr/index.html'; // 30 calendar days

let chrome;
before(async () => { chrome = await browser(); });
after(async () => { await chrome?.close(); });

/** Both ways to be without a network; `open` leads to a page of the site. */
const WAYS = {
  'the page stays open when the network goes': async () => {
    const server = await serve();
    const context = await chrome.newContext({ viewport: { width: 360, height: 740 } });
    const page = await watched(context, server.url);
    return {
      page,
      open: async (path) => { await page.goto(server.url + path); await context.setOffline(true); },
      again: () => context.setOffline(false),
      end: async () => { await context.close(); await server.close(); },
    };
  },
  'a copy on a disk': async () => {
    const context = await chrome.newContext({ viewport: { width: 360, height: 740 } });
    await context.setOffline(true);
    const page = await watched(context, pathToFileURL(SITE).href);
    return { page, open: (path) => page.goto(pathToFileURL(join(SITE, path)).href), again: () => {}, end: () => context.close() };
  },
};

/** What went wrong, without what the browser itself could not fetch: its icon, the worker. */
const broken = (page) => page.wrong.filter((w) => /^(exception|off-site)/.test(w));

for (const [name, start] of Object.entries(WAYS)) {
  test(`${name}: a letter is written and saved`, async (t) => {
    const r = await start(); t.after(r.end);
    for (const path of [LETTER, EN_LETTER]) {
      await r.again();
      await r.open(path);
      const box = r.page.locator('.letter .fill[data-key="name"] input');
      await box.fill('王小明 Smith');
      for (const kind of ['txt', 'rtf']) {
        const [file] = await Promise.all([r.page.waitForEvent('download'), r.page.click(`[data-do="${kind}"]`)]);
        const text = readFileSync(await file.path(), 'utf8');
        assert.ok(text.includes(kind === 'txt' ? '王小明 Smith' : '\\u29579?\\u23567?\\u26126? Smith'), `${path} ${kind}`);
      }
    }
    assert.deepEqual(broken(r.page), []);
  });

  test(`${name}: the last day and its file`, async (t) => {
    const r = await start(); t.after(r.end);
    await r.open(DEADLINE);
    await r.page.fill('[data-calc] input', '2026-01-31');
    assert.match(await r.page.locator('[data-calc] output').innerText(), /2026-03-02（周一）/);
    const [file] = await Promise.all([r.page.waitForEvent('download'), r.page.click('[data-ics]')]);
    const text = readFileSync(await file.path(), 'utf8');
    assert.ok(text.includes('DTSTART;VALUE=DATE:20260302\r\nDTEND;VALUE=DATE:20260303\r\n'), text);
    assert.deepEqual(broken(r.page), []);
  });
}

test('a copy on a disk without JavaScript: bracketed blanks and a table', async () => {
  const context = await chrome.newContext({ javaScriptEnabled: false });
  await context.setOffline(true);
  const page = await context.newPage();
  const open = (path) => page.goto(pathToFileURL(join(SITE, path)).href);
  for (const [path, bracket] of [[LETTER, /【.+】/], [EN_LETTER, /\[.+\]/]]) {
    await open(path);
    assert.match(await page.locator('.letter').innerText(), bracket, path);
    assert.equal(await page.locator('[data-letter-tools]').isVisible(), false);
  }
  for (const [path, words] of [['deadlines/index.html', /30\s*个自然日/], [DEADLINE, /30\s*个自然日/], [`en/${DEADLINE}`, /30\s+calendar\s+days/]]) {
    await open(path);
    assert.match(await page.locator('main').innerText(), words, path);
    assert.equal(await page.locator('[data-calc]').isVisible(), false);
  }
  await context.close();
});
