// Drives the browser's scripts and engine on a pack: node client.mjs SEARCH_FOLDER. No browser, no packages:
// the page is what the client uses of one. Fails with the first expectation that does not hold.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name));

/* A page at `href`. `fetched` logs files; `change(name, bytes)` may return other bytes, null for a 404, or a
 * promise. From a disk, scripts run as a browser runs them with the charset x-user-defined. */
function page(href, { change = (name, bytes) => bytes, globals = {} } = {}) {
  const fetched = [];
  const name = (url) => decodeURIComponent(new URL(url).pathname).replace(/^.*\/search\//, "");
  const get = async (url) => {
    const file = name(url);
    fetched.push(file);
    const bytes = existsSync(join(folder, file)) ? read(file) : null;
    return change(file, bytes);
  };
  const document = {
    baseURI: href,
    documentElement: { lang: "zh-CN" },
    currentScript: null,
    createElement: () => ({ parentNode: { removeChild() {} }, set src(url) { this.url = new URL(url, href).href; }, get src() { return this.url; } }),
    head: {
      appendChild(script) {
        get(script.src).then((bytes) => {
          if (!bytes) return script.onerror();
          const high = (c) => String.fromCharCode(0xf700 + c.charCodeAt(0));
          const text = bytes.toString("latin1");
          document.currentScript = script;
          vm.runInContext(script.charset === "utf-8" ? bytes.toString() : text.replace(/[\x80-\xff]/g, high), context);
          document.currentScript = null;
          script.onload();
        });
      },
    },
  };
  const context = vm.createContext({
    document,
    location: new URL(href),
    URL,
    Blob,
    Response,
    DecompressionStream,
    TextDecoder,
    TextEncoder,
    WebAssembly,
    setTimeout,
    clearTimeout,
    fetch: async (url) => {
      const bytes = await get(url);
      return new Response(bytes, { status: bytes ? 200 : 404 });
    },
    ...globals,
  });
  context.window = context;
  vm.runInContext(read("search-client.js").toString(), context);
  return { KbSearch: context.KbSearch, fetched, context };
}

const open = (page, options = {}) => page.KbSearch.open({ base: "search/", lang: "zh-CN", ...options });
const code = async (promise) => promise.then(() => "resolved", (error) => error.code);
const HTTP = "http://kb.test/";

const cases = {
  async "a query over http takes two rounds after opening"() {
    const tab = page(HTTP);
    const engine = await open(tab);
    assert.deepEqual([...engine.languages], ["en", "zh-CN"]);
    const before = tab.fetched.length;
    const found = await engine.search("退款");
    assert.ok(found.total > 0 && found.hits[0].title.length > 0);
    const files = tab.fetched.slice(before);
    assert.ok(files.every((file) => /^[td]\//.test(file)), files.join());
    const again = tab.fetched.length;
    assert.equal(JSON.stringify(await engine.search("退款")), JSON.stringify(found));
    assert.equal(tab.fetched.length, again, "nothing is fetched twice");
  },

  async "the same results come from a disk"() {
    const web = await (await open(page(HTTP))).search("退款 refund");
    const disk = await (await open(page("file:///media/stick/index.html"))).search("退款 refund");
    assert.equal(JSON.stringify(disk), JSON.stringify(web));
  },

  async "an old browser gets the engine as a script"() {
    const tab = page(HTTP, { globals: { DecompressionStream: undefined } });
    assert.ok((await (await open(tab)).search("refund")).total > 0);
  },

  async "a host that says that .gz is compressed does no harm"() {
    const { gunzipSync } = await import("node:zlib");
    const tab = page(HTTP, { change: (name, bytes) => (name.endsWith(".gz") ? gunzipSync(bytes) : bytes) });
    assert.ok((await (await open(tab)).search("refund")).total > 0);
  },

  async "no WebAssembly, no search"() {
    assert.equal(await code(open(page(HTTP, { globals: { WebAssembly: undefined } }))), "no-wasm");
    const forbidden = { ...WebAssembly, compile: () => Promise.reject(new Error("CSP")) };
    assert.equal(await code(open(page(HTTP, { globals: { WebAssembly: forbidden } }))), "no-wasm");
  },

  async "what is missing, damaged, stale or slow is said"() {
    const broken = (test, change) => page(HTTP, { change: (name, bytes) => (test.test(name) ? change(bytes) : bytes) });
    const half = (bytes) => bytes.subarray(0, bytes.length / 2);
    const other = (bytes) => Buffer.concat([bytes.subarray(0, 40), Buffer.from([bytes[40] ^ 1]), bytes.subarray(41)]);
    assert.equal(await code(open(broken(/^index.js/, () => null))), "fetch-failed");
    assert.equal(await code(open(broken(/wasm.gz/, () => null))), "fetch-failed");
    assert.equal(await code(open(broken(/^index.js/, half))), "bad-data");
    assert.equal(await code(open(broken(/^index.js/, () => Buffer.from("<!doctype html>")))), "bad-data");
    assert.equal(await code(open(broken(/^index.js/, () => new Promise(() => {})), { timeout: 50 })), "timeout");
    for (const [test, change, expected] of [
      [/^t\//, () => null, "fetch-failed"],
      [/^t\//, half, "bad-data"],
      [/^d\//, half, "bad-data"],
      [/^t\//, other, "version-mismatch"],
      [/^d\//, other, "version-mismatch"],
      [/^t\//, () => Promise.reject(new TypeError("offline")), "fetch-failed"],
    ]) {
      const engine = await open(broken(test, change));
      assert.equal(await code(engine.search("退款")), expected, `${test} ${change}`);
    }
    const slow = await open(broken(/^t\//, () => new Promise(() => {})), { timeout: 80 });
    assert.equal(await code(slow.search("退款")), "timeout");
  },

  async "a failure is not for ever"() {
    let down = true;
    const tab = page(HTTP, { change: (name, bytes) => (down && /^t\//.test(name) ? null : bytes) });
    const engine = await open(tab);
    assert.equal(await code(engine.search("退款")), "fetch-failed");
    down = false;
    assert.ok((await engine.search("退款")).total > 0);
  },

  async "a stale copy in the browser's cache is fetched again"() {
    let first = true;
    const stale = (bytes) => Buffer.concat([bytes.subarray(0, 40), Buffer.from([bytes[40] ^ 1]), bytes.subarray(41)]);
    const tab = page(HTTP, {
      change(name, bytes) {
        if (!/^t\//.test(name) || !first) return bytes;
        first = false;
        return stale(bytes);
      },
    });
    assert.ok((await (await open(tab)).search("退款")).total > 0);
  },

  async "the newest query wins"() {
    const engine = await open(page(HTTP));
    const texts = ["退", "退款", "退款流", "退款流程"];
    const codes = await Promise.all(texts.map((text) => code(engine.search(text))));
    assert.deepEqual(codes, ["superseded", "superseded", "superseded", "resolved"]);
  },

  async "odd queries answer"() {
    const engine = await open(page(HTTP));
    for (const text of ["", " ", "退".repeat(10000), "🙂", "\u202eשלום", "\0\u0007", '"', '"退款', "the", null, undefined, 7]) {
      assert.ok((await engine.search(text)).total >= 0, String(text));
    }
  },

  async "a closed engine says so"() {
    const engine = await open(page(HTTP));
    engine.close();
    assert.equal(await code(engine.search("退款")), "closed");
  },

  async "a query is fast"() {
    const engine = await open(page(HTTP));
    const times = [];
    for (let n = 0; n < 100; n++) {
      const text = ["退款流程", "消费者权益保护", "refund complaint", "kuandai", "\"退款\""][n % 5];
      await engine.search(text);
      const start = performance.now();
      await engine.search(`${text} `);
      if (n >= 20) times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    if (process.env.KB_TIMES) console.log(`p50 ${times[40].toFixed(1)} ms, p95 ${times[76].toFixed(1)} ms`);
    assert.ok(times[40] < 500, `median ${times[40]} ms`);
  },
};

for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
  } catch (error) {
    console.error(`${name}: ${error.stack}`);
    process.exit(1);
  }
}
process.exit(0);
