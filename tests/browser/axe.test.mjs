// axe finds nothing on any kind of page, nothing is wider than the screen, nothing is asked of another
// host, and the console stays silent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { browser, serve, watched } from './lib.mjs';
import { pageTypes } from './pages.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/* Rules whose answer may change with the colour scheme alone. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

let server; let chrome; let context;
before(async () => {
  server = await serve();
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    window.violated = [];
    document.addEventListener('securitypolicyviolation', (e) => window.violated.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
});
after(async () => { await chrome?.close(); await server?.close(); });

async function axe(page, colours) {
  if (!await page.evaluate('!!window.axe')) await page.evaluate(AXE);
  return page.evaluate(async ([only, tags]) => {
    // No preloading: fetching style sheets again would itself break the policy of a letter.
    const found = await window.axe.run(document, {
      preload: false, resultTypes: ['violations'], iframes: false,
      runOnly: only ? { type: 'rule', values: only } : { type: 'tag', values: tags },
    });
    return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`));
  }, [colours && COLOURS, TAGS]);
}

/** What is cut off or pushes the page wider than the screen. */
function wide(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const guilty = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} > ${root.clientWidth}: ${guilty.slice(-3).map((e) => `${e.tagName}.${e.className}`).join(' | ')}`];
  });
}

async function look(page, label) {
  const wrong = [];
  const note = (at, found) => wrong.push(...found.map((x) => `${label} ${at}: ${x}`));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'light' });
  note('360 light', await axe(page, false));
  note('360', await wide(page));
  await page.emulateMedia({ colorScheme: 'dark' });
  note('360 dark', await axe(page, true));
  await page.setViewportSize({ width: 320, height: 256 });
  note('320×256', await wide(page));
  return wrong;
}

for (const { kind, lang, file } of pageTypes()) {
  test(`${kind} ${lang}`, async () => {
    const page = await watched(context, server.url);
    const query = kind === 'search' ? `?q=${encodeURIComponent(lang === 'en' ? 'refund' : '退款')}` : '';
    await page.goto(server.url + file + query);
    if (kind === 'search') await page.waitForSelector('.kb-result', { timeout: 20000 });
    // What waits for a date or a lost connection is looked at too.
    await page.evaluate(() => document.querySelectorAll('.notice[hidden], details').forEach((e) => { e.hidden = false; e.open = true; }));
    if (kind === 'deadline' || kind === 'deadlines') await page.fill('[data-calc] input', '2026-01-31');
    const wrong = await look(page, kind);
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      wrong.push(...(await axe(page, colorScheme === 'dark')).map((x) => `${kind} 1280 ${colorScheme}: ${x}`));
    }
    wrong.push(...(await wide(page)).map((x) => `${kind} 1280: ${x}`));
    wrong.push(...page.wrong, ...(await page.evaluate('window.violated')).map((v) => `policy: ${v}`));
    await page.close();
    assert.deepEqual(wrong, []);
  });
}

for (const [lang, prefix, query] of [['zh-CN', '', '退款'], ['en', 'en/', 'refund']]) {
  test(`search dialog ${lang}`, async () => {
    const page = await watched(context, server.url);
    await page.goto(`${server.url}${prefix}telecom/unexplained-charges/index.html`);
    await page.click('[data-search-open]');
    await page.fill('dialog input', query);
    await page.waitForSelector('dialog .kb-result', { timeout: 20000 });
    const wrong = await look(page, 'dialog');
    wrong.push(...page.wrong, ...await page.evaluate('window.violated'));
    await page.close();
    assert.deepEqual(wrong, []);
  });

  test(`letter as it will be sent ${lang}`, async () => {
    const page = await watched(context, server.url);
    await page.goto(`${server.url}${prefix}letters/cn-telecom-dispute/index.html`);
    await page.click('[data-do="copy"]');
    await page.click('[data-do="tidy"]');
    const wrong = await look(page, 'letter');
    wrong.push(...page.wrong);
    await page.close();
    assert.deepEqual(wrong, []);
  });
}
