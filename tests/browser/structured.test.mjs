// JSON-LD: on every page, every node has the properties that its type must have, each of the type that
// schema.org gives it, and nothing that the type does not know. The rules are data: from https://schema.org/Article,
// /HowTo, /HowToStep, /FAQPage, /Question, /Answer, /Organization, /WebSite, /SearchAction, /EntryPoint,
// /BreadcrumbList, /ListItem and /Thing, as far as the pages use them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlFiles, pageTypes, read } from './pages.mjs';

const text = (v) => typeof v === 'string' && v.trim() !== '' && v === v.trim();
const short = (v) => text(v) && [...v].length <= 110; // a headline that search engines show whole
const url = (v) => text(v) && /^https?:\/\/[^\s<>"]+$/.test(v) && URL.canParse(v);
const anchor = (v, page) => (/^#./.test(v) ? page.ids.has(decodeURIComponent(v.slice(1))) : url(v));
const date = (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v));
const lang = (v) => { try { return Intl.getCanonicalLocales(v)[0] === v; } catch { return false; } };
const yes = (v) => v === true;
const place = (v) => typeof v === 'number' && Number.isInteger(v) && v >= 1;
const one = (...types) => (v, page, path) => typeof v === 'object' && !Array.isArray(v) && (types.includes(v['@type']) || `is a ${v['@type']}`) && node(v, page, path);
const list = (of) => (v, page, path) => Array.isArray(v) && v.length > 0 && v.every((x, i) => good(of(x, page, `${path}[${i}]`), page, `${path}[${i}]`));
const textOrList = (v) => (Array.isArray(v) ? v.length > 0 && v.every(text) : text(v));

// Type: [what it must have, what it may have].
const TYPES = {
  Article: [{ headline: short, description: text, inLanguage: lang, mainEntityOfPage: url },
    { publisher: one('Organization'), dateModified: date, isAccessibleForFree: yes, spatialCoverage: textOrList }],
  HowTo: [{ name: text, step: list(one('HowToStep')) }, {}],
  HowToStep: [{ name: text, url: anchor }, { position: place }],
  FAQPage: [{ mainEntity: list(one('Question')) }, {}],
  Question: [{ name: text, acceptedAnswer: one('Answer') }, {}],
  Answer: [{ text }, {}],
  Organization: [{ name: text }, { url, telephone: (v) => text(v) && /\d/.test(v), description: text, alternateName: textOrList }],
  BreadcrumbList: [{ itemListElement: list(one('ListItem')) }, {}],
  ListItem: [{ position: place, name: text, item: url }, {}],
  WebSite: [{ name: text, url, inLanguage: lang, potentialAction: one('SearchAction') }, {}],
  SearchAction: [{ target: one('EntryPoint'), 'query-input': (v) => v === 'required name=q' }, {}],
  EntryPoint: [{ urlTemplate: (v) => /^https?:\/\/.+\?q=\{q\}$/.test(v) }, {}],
};

function good(result, page, path) {
  if (result !== true) page.wrong.push(`${path}: ${result || 'wrong'}`);
  return true;
}
function node(v, page, path) {
  const rules = TYPES[v['@type']];
  if (!rules) { page.wrong.push(`${path}: unknown type ${v['@type']}`); return true; }
  const [must, may] = rules;
  for (const key of Object.keys(must)) if (!(key in v)) page.wrong.push(`${path}: ${v['@type']} has no ${key}`);
  for (const [key, value] of Object.entries(v)) {
    if (key.startsWith('@')) continue;
    const rule = must[key] ?? may[key];
    if (!rule) page.wrong.push(`${path}: ${v['@type']} has no property ${key}`);
    else { const r = rule(value, page, `${path}.${key}`); if (r !== true) page.wrong.push(`${path}.${key}: ${r || JSON.stringify(value).slice(0, 80)}`); }
  }
  return true;
}

/** Nodes of a page, and what is wrong with them. */
function structured(html) {
  const blocks = [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)].map((m) => JSON.parse(m[1]));
  const page = { wrong: [], ids: new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1])) };
  const nodes = blocks.flatMap((b) => {
    if (b['@context'] !== 'https://schema.org') page.wrong.push(`context ${b['@context']}`);
    return b['@graph'] ?? [b];
  });
  nodes.forEach((n, i) => node(n, page, `[${i}]`));
  return { nodes, wrong: page.wrong, of: (type) => nodes.filter((n) => n['@type'] === type) };
}

test('every node on every page holds to the rules', () => {
  const wrong = []; const seen = {};
  for (const file of htmlFiles()) {
    const page = structured(read(file));
    wrong.push(...page.wrong.map((w) => `${file} ${w}`));
    for (const n of page.nodes) seen[n['@type']] = (seen[n['@type']] ?? 0) + 1;
  }
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} in all`);
  for (const type of ['Article', 'HowTo', 'FAQPage', 'Organization', 'BreadcrumbList', 'WebSite']) assert.ok(seen[type] > 0, `no ${type} anywhere`);
});

test('each kind of page is what it should be', () => {
  // A site that names its organisation in kb.toml says so on its home page, too.
  const named = structured(read('index.html')).of('Organization').length > 0;
  const want = { home: [...(named ? ['Organization'] : []), 'WebSite'], authority: ['Organization'] };
  for (const { kind, lang, file } of pageTypes()) {
    const html = read(file); const page = structured(html);
    const types = page.nodes.map((n) => n['@type']).sort();
    if (kind.startsWith('guide')) {
      // A guide says HowTo and FAQPage exactly where it has steps and questions.
      const parts = ['Article', 'BreadcrumbList', ...(/id="faq"/.test(html) ? ['FAQPage'] : []), ...(/class="step[ "]/.test(html) ? ['HowTo'] : [])];
      assert.deepEqual(types, parts, file);
      const canonical = /<link rel="canonical" href="([^"]+)"/.exec(html)[1];
      const [article] = page.of('Article');
      assert.equal(article.mainEntityOfPage, canonical, file);
      assert.equal(article.inLanguage, lang, file);
      const crumbs = page.of('BreadcrumbList')[0].itemListElement;
      assert.deepEqual(crumbs.map((c) => c.position), crumbs.map((c, i) => i + 1), file);
      assert.equal(crumbs.at(-1).item, canonical, file);
    } else if (kind === 'fallback') {
      // The page in another language is a copy: the original speaks for itself.
      assert.deepEqual(types, [], file);
    } else {
      assert.deepEqual(types, want[kind] ?? [], `${kind} ${file}`);
    }
  }
});

test('the rules can say no', () => {
  const of = (n) => structured(`<i id="a"></i><script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@graph': [n] })}</script>`).wrong;
  assert.deepEqual(of({ '@type': 'HowTo', name: 'n', step: [{ '@type': 'HowToStep', name: 's', url: '#a' }] }), []);
  for (const [bad, n] of [
    [1, { '@type': 'Organization' }], [1, { '@type': 'Organization', name: '' }], [1, { '@type': 'Organization', name: 'n', url: 'example.org' }],
    [1, { '@type': 'Organisation', name: 'n' }], [1, { '@type': 'HowTo', name: 'n', step: [] }], [1, { '@type': 'HowTo', name: 'n', step: [{ '@type': 'HowToStep', name: 's', url: '#b' }] }],
    [1, { '@type': 'FAQPage', mainEntity: [{ '@type': 'Question', name: 'q', acceptedAnswer: { '@type': 'Answer', text: '' } }] }], [1, { '@type': 'Organization', name: 'n', phone: '1' }],
  ]) assert.equal(of(n).length, bad, JSON.stringify(n));
});
