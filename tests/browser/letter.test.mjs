// A letter page: filling in, the letter as it will be sent, copies and files, paper, the draft, and that
// nothing can leave the page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';
import { htmlFiles, read } from './pages.mjs';

const ZH = 'letters/cn-telecom-dispute/index.html';
const EN = 'en/letters/uk-telecom-complaint/index.html';
const folder = mkdtempSync(join(tmpdir(), 'kb-letter-'));
const NAMES = ['王小明', '‘Alex’ {Smith} \\ 𝒵'];

let server; let other; let chrome; let context; let page; let requests;
before(async () => {
  server = await serve();
  other = await serve();
  chrome = await browser();
});
after(async () => { await chrome?.close(); await server?.close(); await other?.close(); });

async function open(file) {
  await context?.close();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 }, permissions: ['clipboard-read', 'clipboard-write'] });
  page = await watched(context, server.url);
  await page.goto(server.url + file);
  await page.evaluate(() => { window.print = () => { window.printed = document.body.className; }; });
  requests = [];
  page.on('request', (r) => requests.push(r.url()));
}
/** Fills each field with something of its kind; the answers by key. */
async function fill(name) {
  const given = {};
  for (const box of await page.locator('.letter .fill').all()) {
    const key = await box.getAttribute('data-key'); const kind = await box.getAttribute('data-kind');
    const c = box.locator('input, select, textarea');
    if (kind === 'choice') { given[key] = await c.locator('option').nth(1).innerText(); await c.selectOption({ index: 1 }); continue; }
    given[key] = kind === 'date' ? '2026-01-31' : kind === 'longtext' ? `first line ${key}\nsecond “line”` : key === 'name' ? name : `v-${key}`;
    await c.fill(given[key]);
  }
  return given;
}
async function download(button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(`[data-do="${button}"]`)]);
  return { name: file.suggestedFilename(), body: readFileSync(await file.path(), 'utf8') };
}
/** RTF back to text, as far as this file is written. */
function unrtf(rtf) {
  assert.match(rtf, /^\{\\rtf1/);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(rtf, /[^\x00-\x7f]/, 'an .rtf file is plain ASCII');
  let depth = 0;
  for (let i = 0; i < rtf.length; i++) {
    if (rtf[i] === '\\') i++;
    else if (rtf[i] === '{') depth++;
    else if (rtf[i] === '}') depth--;
    assert.ok(depth > 0 || i >= rtf.length - 1, 'braces balance');
  }
  assert.equal(depth, 0);
  return rtf.slice(rtf.indexOf('\\slmult1\n') + 9, -2).replace(/\\par\n/g, '\n').replace(/\\u(-?\d+)\?/g, (m, n) => String.fromCharCode((+n + 65536) % 65536))
    .replace(/\\~/g, '\u00a0').replace(/\\([\\{}])/g, '$1');
}

for (const [lang, file, name] of [['zh', ZH, NAMES[0]], ['en', EN, NAMES[1]]]) {
  test(`${lang}: what is written stands in the letter, in the copy and in the files`, async () => {
    await open(file);
    const open1 = lang === 'zh' ? '【' : '[';
    await page.click('[data-do="tidy"]');
    assert.ok((await page.locator('.letter').innerText()).includes(open1), 'what is not filled in stands in brackets');
    await page.click('[data-do="tidy"]');
    const given = await fill(name);
    assert.ok(Object.keys(given).length >= 5);
    // Each place of a field follows at once.
    const places = await page.locator('.letter .val, .letter .echo').allTextContents();
    assert.ok(places.some((p) => p === given.name), 'the name is in its place while it is written');
    for (const p of places) assert.ok(!p.includes(open1), `${p} is filled in`);
    await page.click('[data-do="tidy"]');
    const seen = await page.locator('.letter').innerText();
    await page.click('[data-do="copy"]');
    await page.waitForFunction(() => document.querySelector('.letter-page > .status').textContent.length > 3);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const txt = await download('txt'); const rtf = await download('rtf');
    assert.match(txt.name, /\.txt$/); assert.match(rtf.name, /\.rtf$/);
    assert.equal(txt.body.replace(/\r\n/g, '\n').trimEnd(), copied.replace(/\r\n/g, '\n').trimEnd());
    assert.ok(!/[^\r]\n/.test(txt.body), '.txt lines end as Windows likes it');
    assert.equal(unrtf(rtf.body), copied.replace(/\r\n/g, '\n'));
    for (const [key, value] of Object.entries(given)) {
      const words = /^\d{4}-/.test(value) && lang === 'zh' ? '2026\u00a0年 1\u00a0月 31\u00a0日' : value;
      assert.ok(copied.replace(/\r\n/g, '\n').includes(words), `${key} is in the copy`);
      assert.ok(seen.includes(words.split('\n')[0]), `${key} is in the letter on the page`);
    }
    assert.ok(!copied.includes(open1) && !copied.includes('\u2060'), copied);
    assert.ok(!/如：|e\.g\./.test(copied), 'no example of the form is sent');
    assert.deepEqual(page.wrong, []);
    // The browser itself may fetch the page's icon late; what is written is not in its address.
    assert.deepEqual(requests.filter((r) => !r.startsWith('blob:') && !r.endsWith('/icon.svg')), [], 'writing asks nothing of any server');
  });

  test(`${lang}: paper holds the letter and nothing else`, async () => {
    await open(file);
    const given = await fill(name);
    await page.click('[data-do="print"]');
    assert.match(await page.evaluate('window.printed'), /only-letter/);
    await page.waitForFunction(() => !document.body.classList.contains('only-letter'));
    await page.evaluate(() => document.body.classList.add('only-letter'));
    const pdf = join(folder, `${lang}.pdf`);
    await page.pdf({ path: pdf, format: 'A4' });
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    const flat = text.replace(/\s+/g, '');
    assert.ok(flat.includes((lang === 'zh' ? given.name : 'Smith').replace(/\s+/g, '')), text);
    for (const line of (given.facts ?? '').split('\n')) assert.ok(flat.includes(line.replace(/\s+/g, '')), text);
    const rest = await page.evaluate(() => [...document.querySelectorAll('h1, h2 span:not(.i), .btn span:not(.i), .privacy, .prom, .fill .eg, .brand .name')].map((e) => e.textContent.replace(/\s+/g, '')).filter((t) => t.length > 3));
    const letter = (await page.locator('.letter').textContent()).replace(/\s+/g, '');
    for (const words of rest) assert.ok(!flat.includes(words) || letter.replaceAll(/\(?如：.*/g, '').includes(words), `“${words}” is on paper:\n${text}`);
    assert.match(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }), /Pages:\s+[12]\n/);
    // The page printed as a page shows what is written, not the form.
    await page.evaluate(() => document.body.classList.remove('only-letter'));
    await page.pdf({ path: pdf, format: 'A4' });
    assert.ok(execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).replace(/\s+/g, '').includes((given.facts ?? '').split('\n')[0].replace(/\s+/g, '')));
  });
}

for (const file of [ZH, EN]) test(`on paper what is filled in stands in its line: ${file}`, async () => {
  await open(file);
  await fill('王小明');
  for (const mode of ['as it is', 'as it will be sent']) {
    if (mode !== 'as it is') await page.click('[data-do="tidy"]');
    await page.emulateMedia({ media: 'print' });
    const off = await page.evaluate(() => {
      const wrong = [];
      const last = (node) => { const r = document.createRange(); r.selectNodeContents(node); return [...r.getClientRects()].pop(); };
      const first = (node) => { const r = document.createRange(); r.selectNodeContents(node); return r.getClientRects()[0]; };
      for (const box of document.querySelectorAll('.letter .fill')) {
        const before = box.previousSibling; const value = box.querySelector('.val');
        if (before?.nodeType === 3 && before.data.trim() && !before.data.endsWith('\n') && getComputedStyle(value).display === 'inline') {
          const [a, b] = [last(before), first(value)];
          // The value may begin the next line; it may not hang above or below its own.
          if (Math.abs(a.bottom - b.bottom) > 1.5 && b.bottom - a.bottom < 10) wrong.push(`${box.dataset.key}: ${b.bottom - a.bottom}`);
        }
      }
      const edge = document.querySelector('.letter p').getBoundingClientRect().left;
      for (const stop of document.querySelectorAll('.letter .stop')) {
        if (stop.getClientRects().length > 0 && stop.getBoundingClientRect().left < edge + 8) wrong.push(`a line begins with ${stop.textContent}`);
      }
      return wrong;
    });
    assert.deepEqual(off, [], mode);
    await page.emulateMedia({ media: null });
  }
});

test('the draft is there after a reload, except what is not to be kept; erasing takes two presses', async () => {
  const file = 'letters/au-final-demand/index.html';
  await open(file);
  const given = await fill('王小明');
  const secret = await page.locator('.letter .fill[data-sensitive]').evaluateAll((all) => all.map((b) => b.dataset.key));
  assert.ok(secret.length > 0, 'this letter has fields that are not kept');
  const values = () => page.locator('.letter .fill').evaluateAll((all) => Object.fromEntries(all.map((b) => [b.dataset.key, b.querySelector('input, select, textarea').value])));
  await page.reload();
  const kept = await values();
  for (const [key, value] of Object.entries(given)) assert.equal(kept[key], secret.includes(key) ? '' : value, key);
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  for (const key of secret) assert.ok(!stored.includes(given[key]), `${key} is not stored`);
  await page.click('[data-do="erase"]');
  assert.equal((await values()).name, '王小明', 'one press erases nothing');
  await page.click('[data-do="erase"]');
  assert.ok(Object.values(await values()).every((v) => v === ''));
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('kb:letter')).length), 0);
  await page.reload();
  assert.ok(Object.values(await values()).every((v) => v === ''));
  assert.deepEqual(page.wrong, []);
});

test('a draft that is no draft does no harm', async () => {
  await open(ZH);
  for (const bad of ['null', '[]', '"text"', '{', '{"name":7,"facts":{"a":1},"constructor":"x"}']) {
    await page.evaluate((b) => localStorage.setItem('kb:letter:cn-telecom-dispute', b), bad);
    await page.reload();
    assert.equal(await page.locator('[data-do="copy"]').isVisible(), true, bad);
  }
  assert.deepEqual(page.wrong, []);
});

test('what is missing is said and marked', async () => {
  await open(ZH);
  await page.click('[data-do="copy"]');
  await page.waitForSelector('.letter [aria-invalid="true"]');
  assert.match(await page.locator('.letter-page > .status').textContent(), /还有 \d+ 处必填的没填：/);
  await fill('王小明');
  await page.click('[data-do="copy"]');
  await page.waitForFunction(() => /必填的都填好了/.test(document.querySelector('.letter-page > .status').textContent));
  assert.equal(await page.locator('.letter [aria-invalid]').count(), 0);
});

test('nothing can leave the page', async () => {
  await open(ZH);
  const tried = await page.evaluate(async (away) => {
    const broken = [];
    document.addEventListener('securitypolicyviolation', (e) => broken.push(e.effectiveDirective));
    const out = {};
    for (const [name, url] of [['other', `${away}index.html`], ['own', location.href]]) {
      out[`fetch ${name}`] = await fetch(url, { mode: 'no-cors' }).then(() => 'went', () => 'refused');
    }
    out.xhr = await new Promise((done) => { const x = new XMLHttpRequest(); x.onload = () => done('went'); x.onerror = () => done('refused'); try { x.open('POST', `${away}x`); x.send('secret'); } catch { done('refused'); } });
    out.image = await new Promise((done) => { const i = new Image(); i.onload = () => done('went'); i.onerror = () => done('refused'); i.src = `${away}icon.svg?secret`; });
    out.script = await new Promise((done) => { const s = document.createElement('script'); s.onload = () => done('went'); s.onerror = () => done('refused'); s.src = `${away}assets/x.js`; document.head.append(s); });
    try { navigator.sendBeacon(`${away}beacon`, 'secret'); } catch { /* refused */ }
    try { new WebSocket(away.replace('http', 'ws')); } catch { /* refused */ }
    const frame = document.createElement('iframe'); frame.src = `${away}index.html`; document.body.append(frame);
    const form = document.createElement('form'); form.action = `${away}form`; form.target = '_blank'; document.body.append(form);
    form.submit();
    await new Promise((done) => setTimeout(done, 500));
    return { out, broken: [...new Set(broken)].sort() };
  }, other.url);
  assert.deepEqual([...new Set(Object.values(tried.out))], ['refused'], JSON.stringify(tried.out));
  for (const directive of ['connect-src', 'form-action', 'frame-src', 'img-src', 'script-src-elem']) assert.ok(tried.broken.includes(directive), `${directive} not reported: ${tried.broken}`);
  assert.equal(page.url(), server.url + ZH);
  assert.equal(context.pages().length, 1, 'no window was opened by the form');
});

test('without JavaScript the letter shows its blanks', async () => {
  const plain = await chrome.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const p = await plain.newPage();
  for (const file of [ZH, EN]) {
    await p.goto(server.url + file);
    const blanks = await p.locator('.letter .blank').count();
    assert.ok(blanks >= 5);
    assert.equal(await p.locator('[data-letter-tools]').isVisible(), false, 'buttons that do nothing are not shown');
    assert.equal(await p.locator('noscript .notice, .letter-page .notice:visible').first().isVisible(), true);
    for (const blank of await p.locator('.letter .blank').all()) {
      assert.ok(await blank.isVisible());
      assert.ok((await blank.innerText()).trim().length > 0, 'a blank says what belongs there');
    }
    const pdf = join(folder, 'plain.pdf');
    await p.pdf({ path: pdf, format: 'A4' });
    const text = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
    assert.ok(text.includes((await p.locator('.letter .blank span').first().textContent()).replace(/\s+/g, '').slice(0, 6)), 'and on paper');
  }
  await plain.close();
  // A line under each, whatever the sheet says about other things: read from the style sheet's effect.
  await open(ZH);
  const line = await page.evaluate(() => { const b = document.createElement('span'); b.className = 'blank'; document.querySelector('.letter').append(b); return getComputedStyle(b).borderBottomWidth; });
  assert.notEqual(line, '0px');
});

test('a choice with nothing chosen is still a bracket', async () => {
  const file = htmlFiles().find((f) => /^letters\//.test(f) && read(f).includes('data-kind="choice"'));
  await open(file);
  const key = await page.locator('.letter .fill[data-kind="choice"]').first().getAttribute('data-key');
  assert.match(await page.locator(`.letter .fill[data-key="${key}"] .val`).textContent(), /^(【.+】|\[.+\])$/);
});
