// An editor's way through the preview: write, see it; break something, read what it says; mend it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { browser, watched } from './lib.mjs';

const KB = resolve(process.env.KB_BIN ?? join(import.meta.dirname, '../../target/debug/kb'));
const WAIT = { timeout: 60000 };

let folder; let preview; let url; let chrome; let page;

/** Starts the preview and waits for its address. */
async function start() {
  preview = spawn(KB, ['serve', '-C', folder, '--port', '0', '--ui-lang', 'en'], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((found, failed) => {
    let said = '';
    const listen = (data) => {
      said += data;
      const at = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (at) found(at[0]);
    };
    preview.stdout.on('data', listen);
    preview.stderr.on('data', listen);
    preview.on('exit', () => failed(new Error(said)));
  });
}

before(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'kb-preview-')), 'site');
  execFileSync(KB, ['init', folder, '--lang', 'en,zh-CN'], { stdio: 'ignore' });
  url = await start();
  chrome = await browser();
  page = await watched(await chrome.newContext({ viewport: { width: 900, height: 700 } }), url);
});
beforeEach(() => { page.wrong = []; });
after(async () => {
  await chrome?.close();
  preview?.removeAllListeners('exit');
  preview?.kill();
  if (folder) rmSync(resolve(folder, '..'), { recursive: true });
});

const guide = () => join(folder, 'content/telecom/unexplained-charges.md');
const overlay = () => page.locator('kb-preview');

/** Changes a file, calls `look`, and puts the file back as it was. */
async function edited(path, change, look) {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, change(text));
  try { await look(); } finally { writeFileSync(path, text); }
}

test('a page that is opened before the first build appears by itself', async () => {
  await page.goto(url, { waitUntil: 'commit' }).catch(() => {});
  await page.waitForSelector('h1', WAIT);
  // The answer before the build is an error by its number; that is all.
  page.wrong = page.wrong.filter((line) => !line.includes('503'));
  assert.deepEqual(page.wrong, []);
});

test('an edit is seen without a reload by hand', async () => {
  await page.goto(`${url}telecom/unexplained-charges/`);
  await edited(guide(), (text) => text.replace(/^title = .*$/m, 'title = "A new title"'), async () => {
    await page.waitForSelector('h1:has-text("A new title")', WAIT);
  });
  await page.waitForSelector('h1:not(:has-text("A new title"))', WAIT);
  assert.deepEqual(page.wrong, []);
});

test('errors stand over the last good page, as text', async () => {
  const title = await page.textContent('h1');
  const attack = (text) => text.replace('+++\n', '+++\n"<img src=x onerror=alert(1)>" = 1\nsumary = "x"\n');
  await edited(guide(), attack, async () => {
    await overlay().locator('li.error').first().waitFor(WAIT);
    const said = await overlay().locator('details').innerText();
    assert.match(said, /✖ 2/);
    assert.match(said, /content\/telecom\/unexplained-charges\.md:2:1/);
    assert.match(said, /<img src=x onerror=alert\(1\)>/);
    assert.match(said, /did you mean `summary`/);
    assert.equal(await overlay().locator('img').count(), 0);
    assert.equal(await page.textContent('h1'), title);
    await page.keyboard.press('Escape');
    assert.equal(await overlay().count(), 0);
    await page.reload();
    await overlay().locator('li.error').first().waitFor(WAIT);
    const background = await overlay().locator('details').evaluate((e) => getComputedStyle(e).backgroundColor);
    assert.equal(background, 'rgb(29, 27, 25)', 'the style is allowed by the page\'s policy');
    if (process.env.KB_SHOT) await page.screenshot({ path: process.env.KB_SHOT });
  });
  await overlay().locator('details.errors').waitFor({ state: 'detached', ...WAIT });
  assert.deepEqual(page.wrong, []);
});

test('an answer that comes late does not bring mended errors back', async () => {
  await page.goto(`${url}telecom/unexplained-charges/`);
  const held = [];
  let answers;
  await page.route('**/__kb/diagnostics', (route) => { held.push(route); });
  const counted = async (errors) => {
    while ((await (await fetch(`${url}__kb/diagnostics`)).json()).errors !== errors) await page.waitForTimeout(20);
  };
  await edited(guide(), (text) => text.replace('+++\n', '+++\nsumary = "x"\n'), async () => {
    await counted(1);
    while (held.length === 0) await page.waitForTimeout(20);
    answers = await Promise.all(held.map((route) => route.fetch()));
  });
  assert.equal((await answers[0].json()).errors, 1);
  await counted(0);
  // The page hears of the good build before the answer about the bad one is there.
  await page.waitForTimeout(500);
  await Promise.all(answers.map((response, i) => held[i].fulfill({ response })));
  await page.unroute('**/__kb/diagnostics');
  await page.waitForTimeout(500);
  assert.equal(await overlay().count(), 0);
  assert.deepEqual(page.wrong, []);
});

test('pages that forbid connections are told, too', async () => {
  await page.goto(`${url}letters/uk-telecom-complaint/`);
  await page.waitForSelector('meta[content*="connect-src \'none\'"]', { state: 'attached' });
  await page.waitForTimeout(1500);
  await edited(guide(), (text) => text.replace('+++\n', '+++\nsumary = "x"\n'), async () => {
    await overlay().locator('li.error').first().waitFor(WAIT);
    // Asking again every second shows nothing again that was closed.
    await page.keyboard.press('Escape');
    await page.waitForTimeout(2500);
    assert.equal(await overlay().count(), 0);
  });
  await page.waitForTimeout(2500);
  assert.equal(await overlay().count(), 0);
  await edited(guide(), (text) => text.replace('+++\n', '+++\nsumary = "x"\n'), async () => {
    await overlay().locator('li.error').first().waitFor(WAIT);
  });
  await overlay().locator('details.errors').waitFor({ state: 'detached', ...WAIT });
  const loaded = await page.evaluate(() => performance.timeOrigin);
  await edited(join(folder, 'kb.toml'), (text) => text.replace(/^title = .*$/m, 'title = "Another name"'), async () => {
    await page.waitForFunction((before) => performance.timeOrigin !== before, loaded, WAIT);
    assert.match(await page.title(), /Another name/);
  });
  // What the policy refuses is the stream of events, and nothing else.
  const other = page.wrong.filter((line) => !/\/__kb\/events/.test(line));
  assert.deepEqual(other, []);
  page.wrong = [];
});

test('a page that is not there yet appears once it is written', async () => {
  await page.goto(`${url}telecom/brand-new/`);
  const path = join(folder, 'content/telecom/brand-new.md');
  writeFileSync(path, readFileSync(guide(), 'utf8').replace(/^title = .*$/m, 'title = "Brand new"'));
  try { await page.waitForSelector('h1:has-text("Brand new")', WAIT); } finally { rmSync(path); }
});
