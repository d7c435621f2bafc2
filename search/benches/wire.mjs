// What a reader downloads and waits for, kb's search beside Pagefind's, in a real browser.
//
//   node search/benches/corpus.mjs 1000 GUIDES                              (or any folder of guides)
//   cargo run --release -p kb-search --example bench_site -- GUIDES DIR     (once for each size)
//   npm install playwright-core pagefind                                    (anywhere above or in the current folder)
//   node search/benches/wire.mjs DIR…
//
// Every response is delayed by a round trip of 50 ms; bytes are those of the bodies, scripts compressed for
// both; each query runs five times, the engines in turns, and its time is the median. "first" is from an empty
// cache to ten results with passages, "later" the same in the open page.
// Recall asks whether one of the first ten pages really contains the string. CHROMIUM names the browser.

import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(join(process.cwd(), "x.js"));
const { chromium } = require("playwright-core");
const ROUND_TRIP = 50;
/* How often each is measured, the engines taking turns; times are medians. */
const RUNS = 5;
const QUERIES = [
  ["zh", "退款"],
  ["zh", "退款流程"],
  ["zh", "消费者权益保护"],
  ["en", "refund"],
  ["en", "refund complaint"],
];
const TYPES = { ".js": "text/javascript", ".html": "text/html", ".json": "application/json" };

const page = (lang, engine) => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">
${engine === "kb" ? '<script src="/search/search-client.js"></script>' : ""}<body></body></html>`;

// The functions below run in the page. Each answers the urls of the first ten, passages loaded.
const START = {
  kb: async () => {
    const lang = document.documentElement.lang === "zh" ? "zh-CN" : "en";
    window.ask = async (text) => {
      window.engine = window.engine || (await window.KbSearch.open({ base: "/search/", lang }));
      const found = await window.engine.search(text, { limit: 10 });
      return found.hits.map((hit) => hit.url.split("#")[0]);
    };
  },
  pagefind: async () => {
    window.ask = async (text) => {
      window.engine = window.engine || (await import("/pagefind/pagefind.js"));
      const found = await window.engine.search(text);
      const data = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
      return data.map((hit) => hit.raw_url || hit.url);
    };
  },
};

function serve(folder) {
  const log = { bytes: 0, requests: 0 };
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://x");
    setTimeout(() => {
      if (url.pathname === "/bench") {
        response.setHeader("content-type", "text/html");
        response.end(page(url.searchParams.get("lang"), url.searchParams.get("engine")));
        return;
      }
      const path = join(folder, decodeURIComponent(url.pathname));
      if (!existsSync(path)) {
        response.statusCode = 404;
        response.end();
        return;
      }
      let body = readFileSync(path);
      response.setHeader("content-type", TYPES[extname(path)] || "application/octet-stream");
      // As a host that compresses text does. kb's index needs none and is sent as it is.
      const index = /^\/search\/(index|[ntpd]\/)/.test(url.pathname);
      if (!index && [".js", ".json"].includes(extname(path))) {
        body = gzipSync(body, { level: 9 });
        response.setHeader("content-encoding", "gzip");
      }
      log.bytes += body.length;
      log.requests += 1;
      response.end(body);
    }, ROUND_TRIP);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ server, log })));
}

function htmlFiles(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
}

const textOf = (html) => html.replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&amp;/g, "&");

// Strings that are in the Chinese pages: clauses of six characters, and four characters that begin anywhere.
function strings(folder) {
  const files = htmlFiles(folder).filter((name) => !name.startsWith("en/"));
  const found = { clauses: [], odd: [] };
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let tries = 0; found.odd.length < 40 && tries < 4000; tries++) {
    const text = textOf(readFileSync(join(folder, files[random(files.length)]), "utf8"));
    const runs = text.match(/\p{Script=Han}{8,}/gu) || [];
    if (runs.length < 3) continue;
    if (found.clauses.length < 40) found.clauses.push(runs[random(runs.length)].slice(0, 6));
    const run = runs[random(runs.length)];
    const start = 1 + random(run.length - 5);
    found.odd.push(run.slice(start, start + 4));
  }
  return found;
}

async function measure(browser, origin, log, engine, lang, texts) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const errors = [];
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  tab.on("pageerror", (error) => errors.push(String(error)));
  await tab.goto(`${origin}/bench?lang=${lang}&engine=${engine}`);
  await tab.evaluate(START[engine]);
  const script = engine === "kb" ? log.bytes : 0;
  const rows = [];
  for (const text of texts) {
    const before = { ...log };
    const [urls, time] = await tab.evaluate(async (text) => {
      const start = performance.now();
      const urls = await window.ask(text);
      return [urls, performance.now() - start];
    }, text);
    const first = rows.length === 0;
    rows.push({ text, urls, time, bytes: log.bytes - before.bytes + (first ? script : 0), requests: log.requests - before.requests });
  }
  await context.close();
  if (errors.length) console.log(`  ${engine}: console: ${errors.slice(0, 3).join(" | ")}`);
  return rows;
}

/* The last of the texts in a page of its own, by kb and by Pagefind in turns. */
async function turns(browser, origin, log, lang, texts) {
  const rows = { kb: [], pagefind: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const engine of ["kb", "pagefind"]) {
      log.bytes = 0;
      rows[engine].push((await measure(browser, origin, log, engine, lang, texts)).at(-1));
    }
  }
  const median = (list) => ({ ...list[0], time: list.map((row) => row.time).sort((a, b) => a - b)[RUNS >> 1] });
  return [median(rows.kb), median(rows.pagefind)];
}

const contains = (folder, urls, text) =>
  urls.findIndex((url) => textOf(readFileSync(join(folder, decodeURIComponent(url), "index.html"), "utf8")).includes(text));

const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(7);

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  for (const folder of process.argv.slice(2)) {
    if (!existsSync(join(folder, "pagefind"))) {
      // The package exports no path of its own.
      const folders = require.resolve.paths("pagefind").map((modules) => join(modules, "pagefind/lib/runner/bin.cjs"));
      const bin = folders.find((file) => existsSync(file));
      execFileSync(process.execPath, [bin, "--site", join(folder, "html"), "--output-path", join(folder, "pagefind")]);
    }
    const { server, log } = await serve(folder);
    const origin = `http://127.0.0.1:${server.address().port}`;
    const html = join(folder, "html");
    const lists = strings(html);
    const clause = lists.clauses[0];
    console.log(`\n${folder}: ${htmlFiles(html).length} pages; kB and ms, kb / Pagefind = ratio`);
    const line = (name, a, b) =>
      console.log(
        `  ${name.padEnd(26)}${kilo(a.bytes)} /${kilo(b.bytes)} = ${(a.bytes / b.bytes).toFixed(2)}   ` +
          `${a.time.toFixed(0).padStart(5)} /${b.time.toFixed(0).padStart(5)} = ${(a.time / b.time).toFixed(2)}   requests ${a.requests} / ${b.requests}`
      );
    for (const [lang, text] of [...QUERIES, ["zh", clause]]) {
      line(`first ${text}`, ...(await turns(browser, origin, log, lang, [text])));
    }
    for (const lang of ["zh", "en"]) {
      const warm = lang === "zh" ? "投诉" : "bank";
      const texts = [...QUERIES, ["zh", clause]].filter((q) => q[0] === lang).map((q) => q[1]);
      for (const text of texts) {
        line(`later ${text}`, ...(await turns(browser, origin, log, lang, [warm, text])));
      }
    }
    for (const [name, texts] of Object.entries(lists)) {
      const scores = {};
      for (const engine of ["kb", "pagefind"]) {
        const rows = await measure(browser, origin, log, engine, "zh", texts);
        const places = rows.map((row) => contains(html, row.urls, row.text));
        scores[engine] = `${places.filter((p) => p === 0).length} first, ${places.filter((p) => p >= 0).length} in ten`;
      }
      console.log(`  recall of ${texts.length} ${name}: kb ${scores.kb}; Pagefind ${scores.pagefind}`);
    }
    server.close();
  }
  await browser.close();
}

await main();
