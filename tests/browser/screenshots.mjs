// Pictures of every kind of page, to be looked at: phone, desktop, dark, paper, without script; both languages.
//
//   node screenshots.mjs SITE FOLDER [--kind WORD]… [--mode WORD]… [--lang LANG]
//
// SITE is a built site, FOLDER takes the pictures. Each kind also gets a contact sheet (sheet-KIND.png)
// with all its pictures side by side. Paper is Chromium's PDF, drawn with pdftoppm (poppler-utils).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string', multiple: true }, mode: { type: 'string', multiple: true }, lang: { type: 'string' } },
});
const [site, folder] = positionals;
if (!site || !folder) {
  console.error('usage: node screenshots.mjs SITE FOLDER [--kind WORD]… [--mode WORD]… [--lang LANG]');
  process.exit(2);
}
process.env.KB_SITE = resolve(site);
const { browser, serve } = await import('./lib.mjs');
const { pageTypes } = await import('./pages.mjs');

const PHONE = { width: 360, height: 740 };
const MODES = {
  phone: { viewport: PHONE },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark' },
  desktop: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  nojs: { viewport: PHONE, javaScriptEnabled: false },
  print: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }, // dark must print as ink on white
};
const wanted = (list, word) => !list || list.includes(word);
const fileName = (kind) => kind.replaceAll(' ', '-');

/** The pages of one PDF as pictures, named PREFIX-1.png, PREFIX-2.png, … */
function draw(pdf, prefix) {
  execFileSync('pdftoppm', ['-r', '60', '-png', pdf, prefix]);
  rmSync(pdf);
}

async function picture(page, mode, prefix) {
  if (mode === 'print') {
    const pdf = `${prefix}.pdf`;
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: false });
    draw(pdf, prefix);
  } else {
    await page.screenshot({ path: `${prefix}.png`, fullPage: true });
  }
}

/** All pictures of a kind on one: the eye finds what differs. */
async function contactSheet(page, kind, lang) {
  const names = readdirSync(folder).filter((f) => f.startsWith(`${fileName(kind)}.${lang}.`) && f.endsWith('.png')).sort();
  const url = (name) => `file://${resolve(folder, name)}`;
  const figures = names.map((n) => `<figure><img src="${url(n)}"><figcaption>${n}</figcaption></figure>`).join('');
  const style = 'body{margin:8px;background:#888;font:12px sans-serif}main{display:flex;gap:8px;align-items:flex-start;width:max-content}'
    + 'figure{margin:0;max-height:1800px;overflow:hidden}img{display:block;max-width:620px}';
  const html = join(folder, 'sheet.html');
  await page.goto('about:blank');
  await page.setViewportSize({ width: 400, height: 400 });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(html, `<!doctype html><meta charset="utf-8"><style>${style}</style><main>${figures}</main>`);
  await page.goto(`file://${resolve(html)}`);
  const box = await page.evaluate(() => ({ width: document.querySelector('main').scrollWidth + 16, height: Math.min(document.body.scrollHeight + 16, 1830) }));
  await page.setViewportSize(box);
  await page.screenshot({ path: join(folder, `sheet-${fileName(kind)}.${lang}.png`) });
  rmSync(html);
}

mkdirSync(folder, { recursive: true });
const server = await serve(resolve(site));
const chrome = await browser();
let made = 0;
for (const [mode, options] of Object.entries(MODES)) {
  if (!wanted(values.mode, mode)) continue;
  const context = await chrome.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  for (const { kind, lang, file } of pageTypes()) {
    if (!wanted(values.kind, kind) || (values.lang && values.lang !== lang)) continue;
    const query = kind === 'search' && mode !== 'nojs' ? `?q=${encodeURIComponent(lang === 'en' ? 'refund' : '乱扣费')}` : '';
    await page.goto(server.url + file + query);
    if (query) await page.waitForSelector('.kb-result', { timeout: 20000 });
    await picture(page, mode, join(folder, `${fileName(kind)}.${lang}.${mode}`));
    made += 1;
  }
  await context.close();
}
const sheets = await (await chrome.newContext()).newPage();
for (const { kind, lang } of pageTypes()) {
  if (wanted(values.kind, kind) && (!values.lang || values.lang === lang)) await contactSheet(sheets, kind, lang);
}
await chrome.close();
await server.close();
console.log(`${made} views in ${resolve(folder)}`);
