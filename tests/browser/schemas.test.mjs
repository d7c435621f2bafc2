// What machines read is valid: SARIF against its schema, the shipped content against the schemas that editors
// use, the JSON export against its own. The validator is ajv, a reader of TOML is not the one that kb uses.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { TomlDate, parse } from 'smol-toml';
import { SITE } from './lib.mjs';

const REPO = resolve(import.meta.dirname, '../..');
const KB = resolve(process.env.KB_BIN ?? join(REPO, 'target/debug/kb'));
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

// The schema of SARIF is not written for strict readers: its patterns are valid only without the flag u.
function validator(schema, Draft = Ajv, strict = true) {
  const ajv = new Draft({ strict, unicodeRegExp: strict, strictRequired: false, strictTypes: false, allErrors: true });
  formats(ajv);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`));
}
function site(files) {
  const folder = mkdtempSync(join(tmpdir(), 'kb-schemas-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
const check = (folder, ...more) => JSON.parse(spawnSync(KB, ['check', '-C', folder, '--today', '2026-11-22', ...more], { encoding: 'utf8' }).stdout);
function files(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && e.name.endsWith(ending))
    .map((e) => join(e.parentPath, e.name)).sort();
}
/** TOML as JSON: dates are texts there. */
const plain = (value) => JSON.parse(JSON.stringify(value, (k, v) => v), (k, v) => v);
function toml(text) {
  const walk = (v) => (v instanceof TomlDate ? v.toISOString() : Array.isArray(v) ? v.map(walk)
    : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, walk(x)])) : v);
  return plain(walk(parse(text)));
}

// Many kinds of findings: of files, with columns beyond Chinese, with a second place, with names that URIs escape.
const BROKEN = {
  'kb.toml': 'title = "T"\nlanguages = ["zh-CN", "en"]\ntitel = "x"\n',
  'content/_index.md': '+++\ntitle = "首页"\n+++\n',
  'content/s/_index.md': '+++\ntitle = "电信"\n+++\n',
  'content/s/退款 没到.md': '+++\ntitle = "退款"\n+++\n\n他们一定会在 15 日内答复，[看这里](deadline:nix)。\n',
  'content/_data/terms.toml': '[[term]]\nid = "a"\nname = { zh-CN = "甲", en = "A" }\ndefinition = { zh-CN = "甲", en = "A" }\n[[term]]\nid = "a"\nname = { zh-CN = "乙", en = "B" }\ndefinition = { zh-CN = "乙", en = "B" }\n',
};

test('SARIF is valid, and says what the JSON says', () => {
  const validate = validator(json(join(REPO, 'tests/schemas/sarif-2.1.0.json')), Ajv, false);
  for (const files of [BROKEN, { 'kb.toml': 'title = "T"\nlanguages = ["zh-CN"]\n', 'content/_index.md': BROKEN['content/_index.md'] }, {}]) {
    for (const lang of ['en', 'zh-CN']) {
      const folder = site(files);
      const log = check(folder, '--format', 'sarif', '--ui-lang', lang);
      const report = check(folder, '--format', 'json', '--ui-lang', lang);
      assert.deepEqual(validate(log), []);
      const [run] = log.runs;
      const rules = run.tool.driver.rules;
      assert.equal(run.results.length, report.diagnostics.length);
      run.results.forEach((result, i) => {
        const d = report.diagnostics[i];
        const place = result.locations[0].physicalLocation;
        assert.equal(rules[result.ruleIndex].id, result.ruleId);
        assert.deepEqual([result.ruleId, result.level, decodeURIComponent(place.artifactLocation.uri), place.region.startLine, place.region.startColumn],
          [d.code, d.severity, d.path, d.line, d.column]);
        assert.ok(result.message.text.startsWith(d.message));
        assert.equal(result.relatedLocations.length, d.related.length);
      });
    }
  }
  const broken = check(site(BROKEN), '--format', 'json');
  assert.ok(broken.diagnostics.length >= 6 && broken.diagnostics.some((d) => d.related.length > 0), 'the site shows enough');
  // The validator can say no.
  const log = check(site(BROKEN), '--format', 'sarif');
  log.runs[0].results[0].level = 'fatal';
  delete log.runs[0].tool;
  assert.equal(validate(log).length, 2);
});

test('the shipped content is valid against the schemas for editors', () => {
  const out = mkdtempSync(join(tmpdir(), 'kb-schema-'));
  execFileSync(KB, ['export', 'schema', '-C', REPO, '--out', out], { stdio: 'ignore' });
  const schemas = Object.fromEntries(readdirSync(out).filter((f) => f.endsWith('.json')).map((f) => [f.slice(0, -5), validator(json(join(out, f)))]));
  const seen = {};
  const hold = (name, text, where) => {
    assert.ok(schemas[name], `no schema ${name}`);
    assert.deepEqual(schemas[name](toml(text)), [], where);
    seen[name] = (seen[name] ?? 0) + 1;
  };
  hold('kb', readFileSync(join(REPO, 'kb.toml'), 'utf8'), 'kb.toml');
  const content = join(REPO, 'content');
  const kinds = { authorities: 'authority', deadlines: 'deadline', evidence: 'evidence', letters: 'letter', ladders: 'ladder', terms: 'term', sources: 'source' };
  for (const file of files(join(content, '_data'), '.toml')) {
    const kind = kinds[relative(join(content, '_data'), file).split(/[/\\.]/)[0]];
    if (kind) hold(kind, readFileSync(file, 'utf8'), file);
  }
  for (const file of files(content, '.md')) {
    const front = /^\+\+\+\r?\n([\s\S]*?)^\+\+\+\s*$/m.exec(readFileSync(file, 'utf8'));
    if (front) hold(/_index(\.[\w-]+)?\.md$/.test(file) ? 'section' : 'front-matter', front[1], file);
  }
  assert.deepEqual(Object.keys(seen).sort(), Object.keys(schemas).sort(), 'every schema has something to say');
  assert.ok(seen['front-matter'] > 90 && seen.source >= 6);
  // The schemas can say no.
  for (const [name, text] of [['front-matter', 'title = "T"\nreviewd = 2026-11-22\n'], ['front-matter', 'title = 7\n'], ['kb', 'title = "T"\n[checks]\npromise-word = "fatal"\n'],
    ['term', '[[term]]\nid = "x"\n'], ['source', '[[source]]\nid = "x"\nkind = "blog"\n'], ['section', 'summary = "no title"\n']]) {
    assert.notDeepEqual(schemas[name](toml(text)), [], text);
  }
});

test('the JSON export is valid against its schema', () => {
  const validate = validator(json(join(SITE, 'api/v1/schema.json')), Ajv2020, false);
  for (const file of ['guides.json', 'records.json']) assert.deepEqual(validate(json(join(SITE, 'api/v1', file))), [], file);
  const whole = JSON.parse(execFileSync(KB, ['export', 'json', '-C', REPO, '--today', '2026-11-22'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
  assert.deepEqual(validate(whole), []);
  assert.ok(whole.guides.length > 90);
  for (const [kind, list] of Object.entries(whole.records)) assert.ok(list.length > 0, kind);
  const broken = structuredClone(whole);
  delete broken.site;
  broken.kb_export = 2;
  broken.guides[0].title = 7;
  assert.equal(validate(broken).length, 3);
});
