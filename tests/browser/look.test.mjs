// What the design promises, in numbers: the first screen of a phone, sizes of what is tapped, zoom,
// spacing, forced colours, focus, paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, serve } from './lib.mjs';
import { htmlFiles, pageTypes, read } from './pages.mjs';

const GUIDES = htmlFiles().filter((f) => read(f).includes('class="page-guide'));
const PHONE = { width: 360, height: 740 };
let server; let chrome; let context;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: PHONE, reducedMotion: 'reduce', serviceWorkers: 'block' });
});
after(async () => { await chrome?.close(); await server?.close(); });

test('on a phone the urgent box ends above the bar', async () => {
  const page = await context.newPage();
  const wrong = []; let seen = 0;
  for (const file of GUIDES.filter((f) => read(f).includes('<section class="urgent"'))) {
    await page.goto(server.url + file, { waitUntil: 'domcontentloaded' });
    const { end, bar } = await page.evaluate(() => ({
      end: document.querySelector('.urgent').getBoundingClientRect().bottom,
      bar: document.querySelector('.bar')?.getBoundingClientRect().top ?? innerHeight,
    }));
    seen += 1;
    if (end > bar) wrong.push(`${file}: ends at ${Math.round(end)}, the bar starts at ${Math.round(bar)}`);
  }
  await page.close();
  assert.ok(seen > 5, `${seen} guides have one`);
  assert.deepEqual(wrong, []);
});

/** What is tapped and lower or narrower than 44 px. A link in a sentence is exempt, as in WCAG 2.5.8. */
const small = () => {
  const inText = (e) => {
    if (e.tagName !== 'A') return false;
    const block = e.closest('p, li, dd, td, th, h1, h2, h3, h4, .hint, .meta, label, figcaption');
    if (!block) return false;
    const others = [...block.querySelectorAll('a, button')].reduce((n, x) => n + x.textContent.trim().length, 0);
    return block.textContent.trim().length > others || block.querySelectorAll('a').length > 1;
  };
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((e) => {
    const box = e.getBoundingClientRect(); const style = getComputedStyle(e);
    if (!box.width || !box.height || style.visibility === 'hidden' || e.closest('.vh, .skip, [hidden]')) return false;
    if (e.type === 'checkbox') return (e.closest('li')?.getBoundingClientRect().height ?? 0) < 44; // the whole row is the label
    return (box.height < 43.5 || box.width < 43.5) && !inText(e);
  }).map((e) => `${e.tagName}.${e.className} “${e.textContent.trim().slice(0, 24)}” ${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`);
};

/** How much wider than the screen, and by what. */
const wide = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const guilty = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1).slice(-2);
  return [`${root.scrollWidth} > ${root.clientWidth}: ${guilty.map((e) => `${e.tagName}.${e.className}`).join(' | ')}`];
};
const SPACING = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';

for (const { kind, lang, file } of pageTypes()) {
  test(`fingers, large text and wide spacing: ${kind} ${lang}`, async () => {
    const page = await context.newPage();
    await page.setViewportSize(PHONE);
    await page.goto(server.url + file);
    const wrong = (await page.evaluate(small)).map((x) => `too small: ${x}`);
    const add = async (what) => wrong.push(...(await page.evaluate(wide)).map((x) => `${what}: ${x}`));
    const client = await context.newCDPSession(page); // the page's own policy forbids a style element
    await client.send('DOM.enable'); await client.send('CSS.enable');
    const { frameTree } = await client.send('Page.getFrameTree');
    const { styleSheetId } = await client.send('CSS.createStyleSheet', { frameId: frameTree.frame.id });
    for (const [what, text] of [['spacing of 1.4.12', SPACING], ['text at 200 %', 'html { font-size: 200% !important }']]) {
      await client.send('CSS.setStyleSheetText', { styleSheetId, text });
      await add(what);
    }
    await client.send('CSS.setStyleSheetText', { styleSheetId, text: '' });
    // 1280 × 1024 at 400 % is 320 × 256.
    for (const [width, height] of [[320, 256], [320, 640], [768, 1024], [1280, 800]]) {
      await page.setViewportSize({ width, height });
      await add(`${width}×${height}`);
      if (height === 256) assert.equal(await page.evaluate(() => { const bar = document.querySelector('.bar'); return !bar || getComputedStyle(bar).display; }).then((d) => d === true || d === 'none'), true, 'the bar is gone at 400 %');
    }
    wrong.push(...(await page.evaluate(() => [...document.querySelectorAll('h1, h2, h3, h4')].map((h) => +h.tagName[1])).then((all) => all.filter((n, i) => i > 0 && n > all[i - 1] + 1).map((n) => `a heading of level ${n} comes too early`))));
    await page.close();
    assert.deepEqual(wrong, []);
  });
}

for (const [lang, prefix] of [['zh-CN', ''], ['en', 'en/']]) {
  const guide = `${prefix}telecom/unexplained-charges/index.html`;

  test(`focus is seen and never under the bar, ${lang}`, async () => {
    const page = await context.newPage();
    await page.setViewportSize(PHONE);
    await page.goto(server.url + guide);
    const wrong = [];
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const e = document.activeElement; const box = e.getBoundingClientRect(); const s = getComputedStyle(e);
        const bar = document.querySelector('.bar').getBoundingClientRect();
        const inBar = e.closest('.bar');
        const name = `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)}`;
        if (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2) return `no ring: ${name}`;
        if (!inBar && box.bottom > bar.top && box.top < bar.bottom && box.height < 200) return `under the bar: ${name} ${Math.round(box.top)}–${Math.round(box.bottom)}`;
        return null;
      });
      if (found) wrong.push(found);
    }
    await page.close();
    assert.deepEqual(wrong, []);
  });

  test(`without any style the page reads in order, ${lang}`, async () => {
    const plain = await chrome.newContext({ viewport: PHONE, javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.route('**/*.css', (route) => route.abort());
    await page.goto(server.url + guide);
    const text = await page.evaluate(() => document.body.innerText);
    const words = await page.evaluate(() => ['.skip', '.brand', 'h1', '.lead', '.today h2', '#evidence', '#steps', '#escalation', '#deadlines', '#sources', '#review'].map((s) => document.querySelector(s)?.innerText.trim()).filter(Boolean));
    assert.ok(words.length >= 10, words.join(' | '));
    let from = 0;
    for (const word of words) {
      const at = text.indexOf(word, from);
      assert.ok(at >= 0, `“${word}” comes after what stands before it`);
      from = at;
    }
    const turns = await page.evaluate(() => [...document.querySelectorAll('.turn')].every((t) => t.querySelector('.who')?.textContent.trim()));
    assert.ok(turns, 'each turn names who speaks');
    await plain.close();
  });

  test(`forced colours keep what is drawn, ${lang}`, async () => {
    const page = await context.newPage();
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(server.url + guide);
    const drawn = await page.evaluate(() => {
      const line = (s, pseudo) => { const c = getComputedStyle(document.querySelector(s), pseudo); return { style: c.borderLeftStyle, width: parseFloat(c.borderLeftWidth), color: c.borderLeftColor }; };
      const icon = getComputedStyle(document.querySelector('.part h2 .i'));
      const paper = getComputedStyle(document.body).backgroundColor;
      return { act: line('.step.act', '::before'), wait: line('.step.wait', '::before'), icon: icon.backgroundColor, tick: getComputedStyle(document.querySelector('.tick input')).appearance, paper };
    });
    assert.equal(drawn.act.style, 'solid'); assert.equal(drawn.wait.style, 'dashed');
    for (const line of [drawn.act, drawn.wait]) { assert.ok(line.width >= 2); assert.notEqual(line.color, drawn.paper); }
    assert.notEqual(drawn.icon, drawn.paper, 'an icon is not painted over by the system');
    assert.equal(drawn.tick, 'auto', 'the system draws its own ticks');
    await page.close();
  });
}

test('nothing moves for who asked for that', async () => {
  const page = await context.newPage();
  await page.goto(`${server.url}telecom/unexplained-charges/index.html`);
  const moving = () => page.evaluate(() => [getComputedStyle(document.documentElement).scrollBehavior, ...[...document.querySelectorAll('a, .btn, .tick')].map((e) => getComputedStyle(e).transitionDuration)]);
  assert.deepEqual([...new Set(await moving())], ['auto', '0s']);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.ok((await moving()).includes('smooth'), 'the check can fail');
  await page.close();
});

test('every guide is three clicks from the home page, without script', () => {
  for (const prefix of ['', 'en/']) {
    let reached = new Set([`${prefix}index.html`]); const seen = new Set(reached);
    for (let click = 0; click < 3; click++) {
      const next = new Set();
      for (const file of reached) {
        for (const [, href] of read(file).matchAll(/<a [^>]*href="([^"#?:]+\.html)[^"]*"/g)) {
          const to = normalize(join(dirname(file), decodeURIComponent(href)));
          if (!seen.has(to) && /index\.html$/.test(to)) { seen.add(to); next.add(to); }
        }
      }
      reached = new Set([...next].filter((f) => { try { read(f); return true; } catch { return false; } }));
    }
    const lost = GUIDES.filter((g) => g.startsWith('en/') === (prefix === 'en/') && !seen.has(g));
    assert.deepEqual(lost, []);
  }
});

test('home answers by events first, then by sector', () => {
  for (const prefix of ['', 'en/']) {
    const html = read(`${prefix}index.html`);
    assert.ok(html.indexOf('id="events"') > 0 && html.indexOf('id="events"') < html.indexOf('id="sectors"'));
  }
});

/** Pages of a PDF as text. */
function pdfPages(file) { return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1); }

test('a guide on paper: every page says where it is from, ink on white, no box cut', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-look-'));
  const dark = await chrome.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  const page = await dark.newPage();
  for (const [prefix, place, word] of [['', '中国大陆', '核对'], ['en/', 'United Kingdom', 'Checked']]) {
    for (const format of ['A4', 'Letter']) {
      const file = join(folder, 'guide.pdf');
      await page.goto(`${server.url}${prefix}telecom/unexplained-charges/index.html`);
      await page.pdf({ path: file, format, preferCSSPageSize: false, printBackground: true });
      const pages = pdfPages(file);
      assert.ok(pages.length > 3 && pages.length < 20, `${pages.length} pages`);
      pages.forEach((text, i) => {
        const foot = text.replace(/\s+/g, ' ');
        for (const need of [place, word, 'handbook.example.org/', '2026-']) assert.ok(foot.includes(need), `${format} page ${i + 1} has ${need}`);
      });
      for (const tool of ['Copy this', '复制这句', '打开核对清单', 'Open the checklist']) assert.ok(!pages.join('').includes(tool), `${tool} is for the screen`);
    }
  }
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const wrong = await page.evaluate(() => {
    const ink = getComputedStyle(document.body);
    const out = [`${ink.color} on ${ink.backgroundColor}`].filter((x) => x !== 'rgb(0, 0, 0) on rgb(255, 255, 255)');
    for (const e of document.querySelectorAll('.urgent, .today, .tick, .turn, .card, .either, .letter, .clocks tr, .srcs li')) {
      if (getComputedStyle(e).breakInside !== 'avoid') out.push(`${e.className} may be cut`);
    }
    for (const h of document.querySelectorAll('h1, h2, h3')) if (getComputedStyle(h).breakAfter !== 'avoid') out.push(`${h.textContent} may leave its text`);
    return out;
  });
  assert.deepEqual(wrong, []);
  await dark.close();
});

test('a whole sector on paper: contents, every guide, links that work inside', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-book-'));
  const file = join(folder, 'book.pdf');
  const page = await context.newPage();
  await page.goto(`${server.url}telecom/print/index.html`);
  const guides = await page.evaluate(() => [...document.querySelectorAll('.chapters a')].map((a) => ({ text: a.textContent, hash: a.hash })));
  assert.ok(guides.length >= 9);
  const inside = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    const dead = [...document.querySelectorAll('a[href^="#"]')].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash);
    const between = [...document.querySelectorAll('.chapter a[href^="#"]')].filter((a) => !a.hash.startsWith(`#${a.closest('.chapter').id}`)).length;
    return { twice, dead, between };
  });
  assert.deepEqual([inside.twice, inside.dead], [[], []]);
  assert.ok(inside.between > 5, `${inside.between} links lead from guide to guide`);
  await page.pdf({ path: file, format: 'A4' });
  const pages = pdfPages(file);
  const first = pages[0].replace(/\s+/g, '');
  for (const g of guides) assert.ok(first.includes(g.text.replace(/\s+/g, '')), `the contents have ${g.text}`);
  // Chromium writes a link inside the document as a named destination.
  const raw = readFileSync(file, 'latin1');
  assert.ok((raw.match(/\/Dest ?[/(\[]/g) ?? []).length >= guides.length, 'the contents are links inside the file');
  await page.close();
});
