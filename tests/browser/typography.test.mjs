// How text is set, on every kind of page and four widths: what may start and end a line, numbers beside
// their units, titles broken between words, no slanted Han, fonts by language, quotes of the language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, serve } from './lib.mjs';
import { htmlFiles, pageTypes, read } from './pages.mjs';

const WIDTHS = [320, 360, 768, 1280];
let server; let chrome; let context;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce', serviceWorkers: 'block' });
});
after(async () => { await chrome?.close(); await server?.close(); });

/** Runs in the page: what is wrong with its lines. Lines are found character by character, as they stand. */
function lines() {
  const NO_START = /[，。、；：？！）》”’」』】〉…％]/; const NO_END = /[（《“‘「『【〈]/;
  const UNIT_ZH = /^(个|日|天|年|月|周|小时|分钟|元|块|万|次|级|条|页|份|倍|折)/;
  const UNIT_EN = /^(days?|months?|years?|weeks?|hours?|minutes?|calendar|working|business)\b/;
  const HAN = /[㐀-鿿]/;
  const wrong = [];
  const inline = (e) => getComputedStyle(e).display.startsWith('inline') && !/flex|grid/.test(getComputedStyle(e).display);
  const blockOf = (node) => { let e = node.parentElement; while (e.parentElement && inline(e)) e = e.parentElement; return e; };
  const langs = new Map();
  const langOf = (e) => { if (!langs.has(e)) langs.set(e, e.closest('[lang]').lang); return langs.get(e); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = new Map();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const hidden = parent.closest('thead')?.getBoundingClientRect().width <= 1; // a table drawn as cards
    if (hidden || !node.data.trim() || parent.closest('script, style, select, svg, [hidden], .vh, noscript, pre, .url, .skip')) continue;
    const block = blockOf(node);
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(node);
  }
  const range = document.createRange();
  let seen = 0;
  for (const [block, nodes] of blocks) {
    let last = null; let text = ''; const starts = [];
    for (const node of nodes) {
      for (let i = 0; i < node.data.length; i++) {
        const c = node.data[i];
        if (/[ \n\t]/.test(c)) { text += ' '; continue; }
        range.setStart(node, i); range.setEnd(node, i + 1);
        const box = range.getBoundingClientRect();
        if (!box.height) continue;
        if (last && box.top > last.top + last.height * 0.5 && box.left <= last.left) starts.push({ at: text.length, node, from: last.node });
        last = { top: box.top, height: box.height, left: box.left, node };
        text += c; seen += 1;
      }
    }
    const zh = langOf(block).startsWith('zh');
    const title = block.matches('.kp, h1, h2, h3') || block.querySelector(':scope > .kp');
    for (const { at, node, from } of starts) {
      const before = text.slice(0, at).trimEnd(); const next = text.slice(at);
      const a = before.at(-1); const b = next[0];
      const shown = `…${before.slice(-8)}⏎${next.slice(0, 8)}…`;
      if (NO_START.test(b) && zh) wrong.push(`a line starts with ${b}: ${shown}`);
      if (NO_END.test(a) && zh) wrong.push(`a line ends with ${a}: ${shown}`);
      if (/[0-9]/.test(a) && ((zh && UNIT_ZH.test(next)) || (!zh && UNIT_EN.test(next)))) wrong.push(`a number leaves its unit: ${shown}`);
      if (/[A-Za-z]/.test(a) && /[A-Za-z]/.test(b) && !/\s$/.test(text.slice(0, at)) && node === from && !text.includes('://') && !node.parentElement.closest('code')) wrong.push(`a word is cut: ${shown}`);
      // A break inside a title is one that the build allowed: at a word's border, a space or a mark.
      const kp = node.parentElement.closest('.kp');
      if (kp && HAN.test(a) && HAN.test(b) && !/\s$/.test(text.slice(0, at))) {
        range.setStart(from, from.data.length); range.setEnd(node, 0);
        const allowed = node !== from && range.cloneContents().querySelector('wbr');
        if (!allowed) wrong.push(`a title breaks inside a word: ${shown}`);
      }
    }
    if (title && zh && starts.length) {
      const rest = text.slice(starts.at(-1).at).trim();
      if (/^[㐀-鿿][？！。]?$/.test(rest)) wrong.push(`one character alone on the last line of a title: ${text}`);
    }
  }
  return { wrong: [...new Set(wrong)], seen };
}

/** Runs in the page: fonts, slant, emphasis, length of lines. */
function fonts() {
  const wrong = [];
  const FIRST = { zh: /^"?(PingFang|HarmonyOS|Songti|ui-monospace)/, en: /^(-apple-system|Georgia|ui-monospace)/ };
  for (const e of document.querySelectorAll('body, body *')) {
    if (e.closest('script, svg, option, [hidden]')) continue;
    const style = getComputedStyle(e);
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own) continue;
    const lang = e.closest('[lang]').lang.slice(0, 2);
    if (!FIRST[lang].test(style.fontFamily)) wrong.push(`${e.tagName}.${e.className} in ${lang}: ${style.fontFamily.slice(0, 30)}`);
    if (lang === 'zh' && style.fontStyle !== 'normal' && /[㐀-鿿]/.test(e.textContent)) wrong.push(`slanted: ${e.textContent.slice(0, 20)}`);
    if (lang === 'zh' && style.lineBreak !== 'strict') wrong.push(`line-break of ${e.tagName}.${e.className}: ${style.lineBreak}`);
    if (lang === 'zh' && 'textAutospace' in style && style.textAutospace !== 'normal') wrong.push(`no space between Han and Latin: ${e.tagName}.${e.className}`);
    if (e.matches('main p, main li') && !e.closest('.small, .meta, td, th')) {
      const size = parseFloat(style.fontSize); const width = e.getBoundingClientRect().width;
      if (width / size > 41 && !e.closest('.trust, .letter, .foot, .level')) wrong.push(`lines of ${Math.round(width / size)} em: ${e.tagName}.${e.className} ${e.textContent.slice(0, 16)}`);
    }
  }
  return [...new Set(wrong)];
}

for (const { kind, lang, file } of pageTypes()) {
  test(`lines of ${kind}, ${lang}`, async () => {
    const page = await context.newPage();
    const wrong = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      if (width === WIDTHS[0]) await page.goto(server.url + file);
      const found = await page.evaluate(lines);
      assert.ok(found.seen > 100, `${found.seen} characters were looked at`);
      wrong.push(...found.wrong.map((x) => `${width}: ${x}`), ...(await page.evaluate(fonts)).map((x) => `${width}: ${x}`));
    }
    await page.close();
    assert.deepEqual(wrong, []);
  });
}

test('the checks of lines can fail', async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 400, height: 400 });
  await page.setContent('<body lang="zh-CN" style="font:20px sans-serif"><p>一二三四<br>，五六</p><p>在15<br>日内</p><p>他说（<br>好）</p>'
    + '<h1 class="kp" style="width:4em;font-size:20px">乱扣费用了怎么</h1><p><i>斜体</i></p><p style="width:3em;overflow-wrap:anywhere">calendars</p></body>');
  const text = [...(await page.evaluate(lines)).wrong, ...await page.evaluate(fonts)].join('\n');
  for (const need of ['starts with ，', 'ends with （', 'leaves its unit', 'inside a word', 'a word is cut', 'slanted', 'line-break']) assert.ok(text.includes(need), `${need} in ${text}`);
  await page.close();
});

test('emphasis in Chinese is a dot below each character, in English a slant', async () => {
  const page = await context.newPage();
  await page.goto(`${server.url}index.html`);
  const looks = await page.evaluate(() => {
    const look = (lang) => { const box = document.createElement('p'); box.lang = lang; box.innerHTML = '<em>字a</em>'; document.querySelector('main').append(box); const s = getComputedStyle(box.firstChild); return [s.fontStyle, s.textEmphasisStyle]; };
    return [look('zh-CN'), look('en')];
  });
  assert.deepEqual(looks, [['normal', 'dot'], ['italic', 'none']]);
  await page.close();
});

test('Chinese text has the marks of Chinese', () => {
  const wrong = [];
  for (const file of htmlFiles().filter((f) => !f.startsWith('en/'))) {
    const html = read(file).replace(/<(script|style|svg)\b[^]*?<\/\1>/g, '').replace(/<[^>]*\blang="en"[^>]*>[^<]*/g, '').replace(/<wbr>/g, '');
    for (const [part] of html.replace(/<[^>]+>/g, '\n').matchAll(/[㐀-鿿](?:[,;?!](?=[㐀-鿿])|&quot;|"|\.\.\.)/g)) wrong.push(`${file}: ${part}`);
  }
  assert.deepEqual(wrong, []);
});
