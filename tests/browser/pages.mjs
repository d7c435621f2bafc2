// One page of every kind, found in the built site itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { SITE } from './lib.mjs';

/** Every HTML file of the site, relative to it, with `/`. */
export function htmlFiles(folder = SITE) {
  const found = [];
  const walk = (at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(at, entry.name));
      else if (entry.name.endsWith('.html')) found.push(relative(folder, join(at, entry.name)).split(sep).join('/'));
    }
  };
  walk(folder);
  return found.sort();
}

export const read = (file) => readFileSync(join(SITE, file), 'utf8');

export const LANGS = [['zh-CN', ''], ['en', 'en/']];

const KINDS = {
  home: 'index.html',
  section: 'telecom/index.html',
  guide: 'telecom/unexplained-charges/index.html',
  'guide general': 'general/how-to-complain/index.html',
  checklist: 'telecom/unexplained-charges/checklist/index.html',
  pack: 'telecom/unexplained-charges/pack/index.html',
  'sector pack': 'telecom/checklists/index.html',
  search: 'search/index.html',
  checklists: 'checklists/index.html',
  authorities: 'authorities/index.html',
  authority: 'authorities/cn-12315/index.html',
  deadlines: 'deadlines/index.html',
  deadline: 'deadlines/cn-12315-accept/index.html',
  'evidence items': 'evidence/index.html',
  'evidence item': 'evidence/payment-record/index.html',
  terms: 'terms/index.html',
  term: /^terms\/[^/]+\/index\.html$/,
  sources: 'sources/index.html',
  source: /^sources\/[^/]+\/index\.html$/,
  letters: 'letters/index.html',
  'letter zh': 'letters/cn-telecom-dispute/index.html',
  'letter en': 'letters/uk-telecom-complaint/index.html',
  404: '404.html',
  offline: 'offline/index.html',
};

/** [{ kind, lang, file }]: each kind in each language, and a page shown in another language if there is one. */
export function pageTypes() {
  const files = htmlFiles(); const known = new Set(files); const out = [];
  for (const [lang, prefix] of LANGS) {
    for (const [kind, which] of Object.entries(KINDS)) {
      const file = which instanceof RegExp ? files.find((f) => f.startsWith(prefix) && which.test(f.slice(prefix.length))) : prefix + which;
      if (!file || !known.has(file)) throw new Error(`the site has no page of kind ${kind} in ${lang} (${file})`);
      out.push({ kind, lang, file });
    }
  }
  const other = files.find((f) => read(f).includes('data-kind="fallback"'));
  if (other) out.push({ kind: 'fallback', lang: other.startsWith('en/') ? 'en' : 'zh-CN', file: other });
  return out;
}
