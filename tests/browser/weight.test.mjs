// What a page weighs with all that it loads by itself, and that it loads all that it needs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { SITE, browser, serve, watched } from './lib.mjs';
import { htmlFiles, pageTypes, read } from './pages.mjs';

/** The budget of a page, gzipped, in bytes: "30 kB for everything it loads before search is used". */
const BUDGET = 30000;
/** A whole sector on one page is a book to be printed: it has no budget. */
const BOOK = /(^|\/)print\/index\.html$/;

let server; let chrome; let context;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' });
});
after(async () => { await chrome?.close(); await server?.close(); });

const sizes = new Map();
const zipped = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(SITE, file)), { level: 9 }).length);
  return sizes.get(file);
};
/** The files that a page names to be loaded with it. The page that is not found names them from the root. */
function loaded(file) {
  const html = read(file);
  const links = [...html.matchAll(/<link rel="(?:stylesheet|icon|manifest)" href="([^"]+)"/g), ...html.matchAll(/<(?:script|img)[^>]* src="([^"]+)"/g)].map((m) => m[1]);
  const path = (link) => (link.startsWith('/') || /^https?:/.test(link) ? new URL(link, 'http://x').pathname.slice(1) : normalize(join(dirname(file), decodeURIComponent(link))));
  return links.filter((u) => !u.startsWith('data:')).map(path);
}
const weight = (file) => loaded(file).reduce((sum, f) => sum + (existsSync(join(SITE, f)) ? zipped(f) : 0), zipped(file));

test('no page weighs more than its budget', (t) => {
  const all = htmlFiles().filter((f) => !BOOK.test(f)).map((file) => ({ file, bytes: weight(file) })).sort((a, b) => b.bytes - a.bytes);
  const guides = all.filter(({ file }) => read(file).includes('class="page-guide'));
  t.diagnostic(`${all.length} pages; heaviest ${all.slice(0, 3).map((p) => `${p.bytes} ${p.file}`).join(', ')}`);
  t.diagnostic(`${guides.length} guides; heaviest ${guides[0].bytes}, median ${guides[Math.floor(guides.length / 2)].bytes}`);
  assert.ok(guides.length >= 90 && all.length > 500, `${guides.length} guides of ${all.length} pages`);
  assert.deepEqual(all.filter((p) => p.bytes > BUDGET), []);
});

test('a page asks for what was counted, and for nothing more before search is used', async () => {
  for (const { file } of pageTypes().filter(({ kind }) => !['search', '404'].includes(kind))) {
    const page = await watched(context, server.url);
    const asked = [];
    page.on('response', (r) => asked.push(decodeURIComponent(new URL(r.url()).pathname.slice(1))));
    await page.goto(server.url + file, { waitUntil: 'networkidle' });
    const known = new Set([file, ...loaded(file)]);
    assert.deepEqual(asked.filter((p) => !known.has(p)), [], file);
    assert.ok(asked.length <= 6, `${file}: ${asked.join(' ')}`);
    assert.deepEqual(page.wrong, []);
    await page.close();
  }
});

/** Selectors of a piece of the theme's style, without those of printing and of browsers' own parts. */
function selectors(css) {
  const plain = css.replace(/\/\*[^]*?\*\//g, '').replace(/@media[^{]*\{/g, '').replace(/@(import|font-face|page)[^;{]*(;|\{[^}]*\})/g, '');
  return [...plain.matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap((m) => m[1].split(',')).map((s) => s.trim().replace(/::?(before|after|hover|focus|checked|placeholder|focus-within|focus-visible)\b/g, '')).filter((s) => /[.#]/.test(s) && !s.startsWith('@'));
}

test('a page has the style of all that stands on it', async () => {
  const theme = join(dirname(fileURLToPath(import.meta.url)), '../../themes/default');
  const piece = (name) => selectors(readFileSync(join(theme, 'styles', name), 'utf8'));
  const parts = new Map(readdirSync(join(theme, 'assets')).filter((f) => f.endsWith('.css')).map((f) => [f, [...readFileSync(join(theme, 'assets', f), 'utf8').matchAll(/styles\/([\w-]+\.css)/g)].map((m) => m[1])]));
  const pieces = readdirSync(join(theme, 'styles')).map((name) => ({ name, list: piece(name) }));
  const page = await context.newPage();
  const wrong = []; let looked = 0;
  for (const { kind, lang, file } of pageTypes()) {
    await page.goto(server.url + file);
    const own = loaded(file).map((f) => f.split('/').pop().replace(/\.[0-9a-f]{10}\.css$/, '.css')).flatMap((f) => parts.get(f) ?? []);
    assert.ok(own.includes('tokens.css'), `${file} loads ${own}`);
    const known = new Set(own.flatMap((name) => pieces.find((p) => p.name === name).list));
    for (const { name, list } of pieces.filter((p) => !own.includes(p.name))) {
      const rest = list.filter((s) => !known.has(s));
      looked += rest.length;
      const found = await page.evaluate((all) => all.filter((s) => { try { return document.body.querySelector(s); } catch { return false; } }), rest);
      wrong.push(...found.map((s) => `${kind} ${lang}: ${s} is in styles/${name}, which the page does not load`));
    }
  }
  await page.close();
  assert.ok(looked > 1000);
  assert.deepEqual(wrong, []);
});
