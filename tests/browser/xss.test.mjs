// Every page of the site that `tests/xss` builds from known attacks, in a real browser under the site's own policy: no
// script of an author runs, nothing is asked of another host, and the policy itself never has to step in.
// KB_XSS_SITE names the site; without it, `target/tmp/xss-site` is taken, and built if it is not there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser, serve } from './lib.mjs';
import { htmlFiles } from './pages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.KB_XSS_SITE ?? join(root, 'target/tmp/xss-site');
if (!existsSync(join(folder, 'index.html'))) {
  execFileSync('cargo', ['test', '--quiet', '--test', 'xss'], { cwd: root, stdio: 'inherit' });
}

let server; let chrome; let context;
before(async () => {
  server = await serve(folder);
  chrome = await browser();
  context = await chrome.newContext({ serviceWorkers: 'block' });
  // What attacks call; a page's own scripts call none of them.
  await context.addInitScript(() => {
    window.kbRan = [];
    for (const name of ['alert', 'confirm', 'prompt', 'msgbox', 'open']) window[name] = (...a) => { window.kbRan.push(`${name}(${a})`); };
    document.addEventListener('securitypolicyviolation', (e) => window.kbRan.push(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  });
});
after(async () => { await context?.close(); await chrome?.close(); await server?.close(); });

/** A page that collects in `seen` what runs and what is asked of others. */
async function watching(allowed = server.url) {
  const page = await context.newPage();
  page.seen = [];
  page.on('dialog', (d) => { page.seen.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('pageerror', (e) => page.seen.push(`exception: ${e.message}`));
  page.on('request', (r) => { if (!r.url().startsWith(allowed)) page.seen.push(`off-site: ${r.url()}`); });
  return page;
}

/** Opens a page and pokes at it; what ran, what was asked of others, what went wrong. */
async function visit(page, url) {
  page.seen = [];
  await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(() => {
    for (const d of document.querySelectorAll('details')) d.open = true;
    const events = ['click', 'mouseover', 'focus', 'toggle', 'animationstart', 'error', 'load'];
    for (const e of document.querySelectorAll('main *')) {
      if (e.matches('a[href], button, summary, input, select, textarea, img')) continue;
      for (const name of events) e.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
    }
  });
  const found = await page.evaluate(() => ({
    ran: window.kbRan,
    links: [...document.querySelectorAll('[href], [src], [action]')].map((e) => e.href ?? e.src ?? e.action).filter((l) => typeof l === 'string' && /^\s*(javascript|data|vbscript|blob|file):/i.test(l)),
    handlers: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].filter((a) => /^on|^style$|^srcdoc$/.test(a.name)).map((a) => `${e.tagName} ${a.name}`)),
    scripts: [...document.scripts].filter((s) => s.type !== 'application/ld+json' && (!s.src || s.text.trim())).length,
    frames: document.querySelectorAll('iframe, object, embed, base, frame').length,
  }));
  const { seen } = page;
  seen.push(...found.ran);
  seen.push(...found.links.map((l) => `link: ${l}`), ...found.handlers.map((h) => `attribute: ${h}`));
  if (found.scripts) seen.push(`${found.scripts} scripts in the page`);
  if (found.frames) seen.push(`${found.frames} frames`);
  return seen;
}

test('what runs is noticed', async () => {
  const bad = mkdtempSync(join(tmpdir(), 'kb-xss-'));
  mkdirSync(join(bad, 'b'));
  writeFileSync(join(bad, 'index.html'), '<!doctype html><main><img src=x onerror="alert(1)"><a href="javascript:alert(2)">x</a><p onclick="alert(3)">p</p></main>');
  writeFileSync(join(bad, 'b/index.html'), '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'"><img src=x onerror="alert(1)"><script>alert(2)</script>');
  const other = await serve(bad);
  try {
    const page = await watching(other.url);
    const open = await visit(page, other.url);
    assert.ok(open.some((s) => s === 'alert(1)') && open.includes('alert(3)') && open.some((s) => s.startsWith('link:')), open.join('\n'));
    const held = await visit(page, `${other.url}b/`);
    assert.ok(held.some((s) => s.startsWith('policy:')) && !held.some((s) => s.startsWith('alert')), held.join('\n'));
  } finally { await other.close(); }
});

test('no page runs anything', async () => {
  const files = htmlFiles(folder);
  assert.ok(files.length > 800, `${files.length} pages`);
  // A checklist page of its own repeats what the guide's page has: every fifth is opened.
  const opened = files.filter((f, i) => !/(checklist|pack)\/index\.html$/.test(f) || i % 5 === 0);
  const wrong = [];
  const queue = [...opened];
  await Promise.all([1, 2, 3].map(async () => {
    const page = await watching();
    for (let file = queue.shift(); file; file = queue.shift()) {
      const url = server.url + file.split('/').map(encodeURIComponent).join('/');
      for (const s of await visit(page, url)) wrong.push(`${file}: ${s}`);
    }
    await page.close();
  }));
  console.log(`${opened.length} of ${files.length} pages opened`);
  assert.deepEqual(wrong, []);
});

test('a query and the results that it finds are text', async () => {
  const wrong = [];
  for (const query of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', 'script', 'onerror', 'onmouseover', 'alert', "';alert(1)//", '${alert(1)}']) {
    const page = await context.newPage();
    page.on('pageerror', (e) => wrong.push(`${query}: ${e.message}`));
    page.on('request', (r) => { if (!r.url().startsWith(server.url)) wrong.push(`${query}: ${r.url()}`); });
    await page.goto(`${server.url}search/index.html?q=${encodeURIComponent(query)}`);
    if (query === 'alert') await page.waitForSelector('.kb-result', { timeout: 30_000 });
    await page.waitForLoadState('networkidle');
    const found = await page.evaluate(() => ({ ran: window.kbRan, images: document.querySelectorAll('main img').length}));
    wrong.push(...found.ran.map((r) => `${query}: ${r}`));
    if (found.images) wrong.push(`${query}: ${found.images} pictures`);
    await page.close();
  }
  assert.deepEqual(wrong, []);
});

test('letters take values as text', async () => {
  const value = '<img src=x onerror=alert(1)>"\'{\\rtf1}';
  const page = await context.newPage();
  await page.goto(`${server.url}letters/le-0/index.html`);
  for (const box of await page.locator('.letter input[type=text], .letter textarea').all()) await box.fill(value);
  await page.click('[data-do="tidy"]');
  const text = await page.locator('main').innerText();
  assert.ok(text.includes('<img src=x onerror=alert(1)>'));
  for (const kind of ['txt', 'rtf']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.click(`[data-do="${kind}"]`)]);
    const body = readFileSync(await file.path(), 'utf8');
    if (kind === 'rtf') assert.ok(!body.includes('{\\rtf1}"') && body.includes('\\{\\\\rtf1\\}'), 'control words are escaped');
  }
  assert.deepEqual(await page.evaluate(() => window.kbRan), []);
  await page.close();
});
