// Passing a page on: a link to a part, a message for a chat, the picture that stands for a page.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SITE, browser, serve, watched } from './lib.mjs';

const GUIDE = 'telecom/unexplained-charges/index.html';

let server; let chrome;
before(async () => { server = await serve(); chrome = await browser(); });
after(async () => { await chrome?.close(); await server?.close(); });

async function open(prepare) {
  const context = await chrome.newContext({ viewport: { width: 360, height: 740 }, permissions: ['clipboard-read', 'clipboard-write'] });
  if (prepare) await context.addInitScript(prepare);
  const page = await watched(context, server.url);
  await page.goto(server.url + GUIDE);
  return { context, page, pasted: () => page.evaluate(() => navigator.clipboard.readText()) };
}

test('every part has a button that copies its link', async () => {
  const { context, page, pasted } = await open();
  const [buttons, parts] = [page.locator('.part > .hash'), page.locator('.part > h2[id]')];
  assert.equal(await buttons.count(), await parts.count());
  await buttons.first().click();
  await page.waitForFunction((word) => document.querySelector('.part > .hash').textContent === word, await page.evaluate(() => window.Kb.t.copied));
  assert.equal(await pasted(), `${server.url}${GUIDE}#${await parts.first().getAttribute('id')}`);
  assert.deepEqual(page.wrong, []);
  await context.close();
});

test('a message for a chat has the title, the answer, what to do today and the address', async () => {
  const { context, page, pasted } = await open(() => { delete Navigator.prototype.share; });
  await page.locator('[data-share]').click();
  await page.waitForFunction((word) => document.querySelector('[data-share]').textContent.includes(word), await page.evaluate(() => window.Kb.t.copied));
  const even = (text) => text.replace(/\s/g, ' '); // on the page a number keeps to its unit
  const text = await pasted();
  const own = async (selector) => even(await page.locator(selector).first().textContent());
  for (const part of [await own('h1'), await own('.lead'), await own('.today h2')]) assert.ok(even(text).includes(part), `${part} in ${text}`);
  assert.equal(text.trim().split('\n').pop(), await page.getAttribute('link[rel="canonical"]', 'href'));
  await context.close();
});

test('where the device has a list of apps, the message goes there', async () => {
  const { context, page } = await open(() => { navigator.share = (what) => { window.shared = what; return Promise.resolve(); }; });
  await page.locator('[data-share]').click();
  const { text } = await page.evaluate(() => window.shared);
  assert.ok(text.includes(await page.locator('h1').first().textContent()));
  await context.close();
});

test('the picture of each page is there, of the size that it says', async () => {
  const { context, page } = await open();
  for (const path of [GUIDE, `en/${GUIDE}`, 'index.html', 'en/telecom/index.html', 'authorities/index.html']) {
    await page.goto(server.url + path);
    const meta = (name) => page.getAttribute(`meta[property="og:${name}"]`, 'content');
    const file = new URL(await meta('image')).pathname.slice(1);
    assert.ok(existsSync(join(SITE, file)), file);
    const size = await page.evaluate(async (address) => { const i = new Image(); i.src = address; await i.decode(); return [i.naturalWidth, i.naturalHeight]; }, server.url + file);
    assert.deepEqual(size.map(String), [await meta('image:width'), await meta('image:height')]);
    assert.ok(readFileSync(join(SITE, file)).length < 40000, file);
    assert.equal(await meta('image:alt'), await meta('title'));
  }
  assert.deepEqual(page.wrong, []);
  await context.close();
});
