// Every kind of page is valid HTML, and every file keeps the promises that a policy without
// 'unsafe-inline' needs: nothing inline, no id twice, the right language.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { SITE } from './lib.mjs';
import { htmlFiles, pageTypes, read } from './pages.mjs';

const require = createRequire(import.meta.url);
const files = htmlFiles();

/* Tables are laid out as blocks on a phone, and older browsers then forget what they are; the explicit
   roles remind them. The validator calls them needless. */
const ALLOWED = [/^The “role” attribute must not be used on an? “(td|th|tr)” element which has a “table” ancestor/];

test('every kind of page is valid', () => {
  const list = pageTypes().map((p) => join(SITE, p.file));
  const json = execFileSync('java', ['-Xmx512m', '-Xss4m', '-jar', require('vnu-jar'), '--format', 'json', '--stdout', '--exit-zero-always', ...list],
    { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 300000 });
  const wrong = JSON.parse(json).messages
    .filter((m) => m.type !== 'info' && !ALLOWED.some((a) => a.test(m.message)))
    .map((m) => `${m.url.replace(/^.*?\/(?=[^/]+\/[^/]+$)/, '')}:${m.lastLine} ${m.message} ${m.extract?.trim() ?? ''}`);
  assert.deepEqual([...new Set(wrong)], []);
});

test('no id is used twice, and what refers to an id finds it', () => {
  const wrong = [];
  for (const file of files) {
    const html = read(file); const seen = new Set();
    for (const [, id] of html.matchAll(/<[a-z][^>]*?\sid="([^"]*)"/g)) {
      if (seen.has(id)) wrong.push(`${file}: id ${id} twice`);
      if (!id || /\s/.test(id)) wrong.push(`${file}: bad id "${id}"`);
      seen.add(id);
    }
    for (const [, name, value] of html.matchAll(/\s(for|aria-labelledby|aria-describedby|aria-controls|headers)="([^"]*)"/g)) {
      for (const id of value.split(/\s+/)) if (!seen.has(id)) wrong.push(`${file}: ${name} names ${id}`);
    }
    for (const [, id] of html.matchAll(/\shref="#([^"]+)"/g)) if (!seen.has(id) && !seen.has(decodeURIComponent(id))) wrong.push(`${file}: no #${id}`);
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

test('the language of a file is that of its folder', () => {
  const wrong = files.filter((f) => !read(f).includes(`<html lang="${f.startsWith('en/') ? 'en' : 'zh-CN'}"`));
  assert.deepEqual(wrong, []);
});

test('nothing is inline: no script, no style, no handler', () => {
  const wrong = [];
  for (const file of files) {
    const html = read(file);
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) if (!/\ssrc="/.test(tag) && tag !== '<script type="application/ld+json">') wrong.push(`${file}: ${tag}`);
    if (/<style\b/.test(html)) wrong.push(`${file}: <style>`);
    for (const [tag] of html.matchAll(/<[a-z][^<>]*?\s(style|on[a-z]+)\s*=[^<>]*>/g)) {
      const bare = tag.replace(/"[^"]*"/g, '""');
      if (/\s(style|on[a-z]+)\s*=/.test(bare)) wrong.push(`${file}: ${tag.slice(0, 120)}`);
    }
    if (/(href|src|action)="\s*javascript:/i.test(html)) wrong.push(`${file}: javascript:`);
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

test('every page has a strict policy; a letter may connect to nothing', () => {
  const wrong = [];
  for (const file of files) {
    const html = read(file); const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1].replace(/&#39;/g, "'");
    if (!policy) { if (!/http-equiv="refresh"/.test(html)) wrong.push(`${file}: no policy`); continue; }
    if (!/^default-src 'none';/.test(policy) || /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|https?:|\*/.test(policy)) wrong.push(`${file}: ${policy}`);
    if (html.indexOf('Content-Security-Policy') > html.search(/<(script|link|style)\b/)) wrong.push(`${file}: the policy comes too late`);
    if (html.includes('data-letter-tools') && !/connect-src 'none'.*form-action 'none'/.test(policy)) wrong.push(`${file}: a letter may connect: ${policy}`);
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

test('nothing is loaded from another host', () => {
  const wrong = [];
  for (const file of files) {
    for (const [tag] of read(file).matchAll(/<(?:script|img|iframe|source|video|audio|link)\b[^>]*>/g)) {
      const url = /\s(?:src|srcset|href)="((?:https?:)?\/\/[^"]*)"/.exec(tag)?.[1];
      if (url && !/rel="(canonical|alternate)"/.test(tag)) wrong.push(`${file}: ${url}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});
