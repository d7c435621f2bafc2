// A folder of made-up guides to measure with, half Chinese, always the same for the same count:
//
//   node search/benches/corpus.mjs COUNT DIR
//
// Chinese sentences are those of the shipped guides, one in three with a new word of two to four characters in
// it, so that the vocabulary grows with the count. English words are drawn as in real text (the frequency falls
// with the rank) from the words of the shipped guides and 15,000 made-up ones.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [count, out] = [Number(process.argv[2]), process.argv[3]];
if (!(count > 0) || !out) throw new Error("how many guides, and where to?");
const content = join(dirname(fileURLToPath(import.meta.url)), "../../content");
const SECTORS = ["telecom", "digital-wallets", "lotteries", "document-sites", "card-disputes"];

function* numbers(seed) {
  // xorshift32: the same on every machine.
  let x = (seed * 2654435761 + 88675123) >>> 0 || 1;
  for (;;) {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    yield x;
  }
}

const random = (seed) => {
  const source = numbers(seed);
  const below = (n) => source.next().value % n;
  return { below, of: (list) => list[below(list.length)], chance: (percent) => below(100) < percent };
};

function texts(english) {
  const files = readdirSync(content, { recursive: true }).filter((name) => name.endsWith(".md") && !name.startsWith("_"));
  const wanted = files.filter((name) => name.endsWith(".en.md") === english).sort();
  return wanted.map((name) => readFileSync(join(content, name), "utf8").replace(/^\+\+\+[\s\S]*?\n\+\+\+\n/, "")).join("\n");
}

const clean = (text) => text.replace(/\]\([^)]*\)/g, "").replace(/[*`#>|[\]!{}_]/g, "").replace(/^[-\d. ]+/gm, "");
const sentences = [...new Set(clean(texts(false)).split(/[。！？；\n]+/).map((s) => s.trim()))].filter((s) => s.length >= 8 && s.length <= 70);
const characters = [...new Set(sentences.join(""))].filter((c) => /\p{Script=Han}/u.test(c)).sort();

function vocabulary() {
  const counts = new Map();
  for (const word of clean(texts(true)).toLowerCase().match(/[a-z]+/g)) counts.set(word, (counts.get(word) || 0) + 1);
  const words = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  const { of, below } = random(4242);
  const syllables = [..."bdfgklmnprstvz"].flatMap((c) => [..."aeiou"].map((v) => c + v));
  const known = new Set(words);
  while (words.length < counts.size + 15000) {
    const word = Array.from({ length: 2 + below(3) }, () => of(syllables)).join("") + of(["", "n", "r", "s", "t"]);
    if (!known.has(word)) words.push(word);
    known.add(word);
  }
  return words;
}
const words = vocabulary();
const weights = [];
words.reduce((sum, _, rank) => (weights[rank] = sum + 1 / (rank + 1) ** 1.05), 0);

function word(r) {
  const at = (r.below(1 << 30) / (1 << 30)) * weights[weights.length - 1];
  let [low, high] = [0, weights.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weights[middle] < at) low = middle + 1;
    else high = middle;
  }
  return words[low];
}

const several = (n, make) => Array.from({ length: n }, make);

function sentence(r, english) {
  if (english) {
    const text = several(7 + r.below(12), () => word(r)).join(" ");
    return text[0].toUpperCase() + text.slice(1) + ". ";
  }
  const text = r.of(sentences);
  const at = r.below(text.length);
  const added = r.chance(33) ? several(2 + r.below(3), () => r.of(characters)).join("") : "";
  return text.slice(0, at) + added + text.slice(at) + "。";
}

const short = (r, english) => (english ? several(2 + r.below(4), () => word(r)).join(" ") : r.of(sentences).split(/[，、：, ]/)[0].slice(0, 14));

function guide(number) {
  const english = Math.floor(number / SECTORS.length) % 2 === 1;
  const r = random(number + 1);
  const title = `${short(r, english)} ${number}`.replace(/["\\]/g, "");
  const goal = english ? 600 + r.below(900) : 960 + r.below(1440);
  const parts = 5 + r.below(5);
  let body = "";
  let size = 0;
  for (let part = 1; part <= parts; part++) {
    body += `## ${short(r, english)}\n\n`;
    for (let first = true; first || size < (goal * part) / parts; first = false) {
      const lines = several(2 + r.below(4), () => sentence(r, english));
      size += english ? lines.join("").split(" ").length : lines.join("").length;
      body += first || r.chance(60) ? lines.join("") + "\n\n" : lines.map((line) => `- ${line}\n`).join("") + "\n";
    }
  }
  const front = `+++\ntitle = "${title}"\nsummary = "${title}"\nreviewed = 2026-01-01\n+++\n\n`;
  const folder = join(out, SECTORS[number % SECTORS.length]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `g${String(number).padStart(5, "0")}${english ? ".en" : ""}.md`), front + body);
}

for (let number = 0; number < count; number++) guide(number);
