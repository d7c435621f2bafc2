// Lighthouse, as a phone would see the site: 100 for accessibility, best practices and search engines. Speed is
// printed, and asserted only with KB_SPEED=1, on a quiet machine: at least 99, the median of up to three runs.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import lighthouse from 'lighthouse';
import { browser, serve } from './lib.mjs';

const PAGES = ['index.html', 'telecom/unexplained-charges/index.html', 'en/telecom/unexplained-charges/index.html', 'telecom/unexplained-charges/checklist/index.html', 'en/search/index.html'];
/* The search page asks not to be listed, which this audit counts against it; that is meant. */
const MEANT = { 'en/search/index.html': ['is-crawlable'] };

/** A port that is free now. */
function freePort() {
  return new Promise((resolve) => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)); }); });
}

let server; let chrome; let port;
before(async () => {
  server = await serve();
  port = await freePort();
  chrome = await browser([`--remote-debugging-port=${port}`]);
});
after(async () => { await chrome?.close(); await server?.close(); });

async function run(file, categories) {
  const got = await lighthouse(server.url + file, { port, output: 'json', logLevel: 'error', onlyCategories: categories });
  return got.lhr;
}
/** What lost points, with the weight that it has. */
function lost(lhr, id, meant = []) {
  return lhr.categories[id].auditRefs.filter((r) => r.weight > 0 && !meant.includes(r.id)).map((r) => lhr.audits[r.id])
    .filter((a) => a.score !== null && a.score < 1).map((a) => `${id}: ${a.id}: ${a.title} ${a.displayValue ?? ''}`);
}

for (const file of PAGES) {
  test(`lighthouse: ${file}`, async (t) => {
    const lhr = await run(file, ['accessibility', 'best-practices', 'seo', 'performance']);
    const wrong = ['accessibility', 'best-practices', 'seo'].flatMap((id) => lost(lhr, id, MEANT[file]));
    const speeds = [lhr.categories.performance.score];
    const median = () => [...speeds].sort((a, b) => a - b)[Math.floor(speeds.length / 2)];
    while (process.env.KB_SPEED === '1' && speeds.length < 3 && !(speeds[0] >= 0.99 && speeds.length === 1)) speeds.push((await run(file, ['performance'])).categories.performance.score);
    t.diagnostic(`${Object.entries(lhr.categories).map(([id, c]) => `${id} ${Math.round(c.score * 100)}`).join(', ')}; speed of each run ${speeds.map((s) => Math.round(s * 100)).join(', ')}`);
    assert.deepEqual(wrong, []);
    if (process.env.KB_SPEED === '1') assert.ok(median() >= 0.99, `speed ${speeds.join(', ')}: ${lost(lhr, 'performance').join('; ')}`);
  });
}
