// The site behind real web servers, with the configurations that `kb export` writes: nginx, Caddy and
// Apache are started on loopback and driven with Chromium and plain requests.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, watched } from './lib.mjs';

const KB = resolve(process.env.KB_BIN ?? join(import.meta.dirname, '../../target/debug/kb'));

let folder; let site; let publicDir; let chrome;
const running = [];

function kb(...args) { return execFileSync(KB, ['-C', site, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }); }

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kb-hosts-'));
  // A server that runs as another user has to reach the files.
  execFileSync('chmod', ['755', folder]);
  site = join(folder, 'site');
  execFileSync(KB, ['init', site, '--lang', 'zh-CN,en'], { stdio: 'ignore' });
  const guide = join(site, 'content/telecom/unexplained-charges.md');
  writeFileSync(guide, readFileSync(guide, 'utf8').replace('aliases = []', 'aliases = ["/旧地址/", "old.html"]'));
  const settings = join(site, 'kb.toml');
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}\n[hosting]\nfiles = ["netlify", "apache", "github-pages"]\ncompressed = ["gz", "br"]\n`);
  kb('build');
  publicDir = join(site, 'public');
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  for (const server of running) server.kill();
  if (folder) rmSync(folder, { recursive: true });
});

/** A port that nobody listens on. */
function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Starts a server and waits until it answers. */
async function start(command, args, port, options = {}) {
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.push(server);
  let said = '';
  let ended = false;
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => { said += data; });
  server.on('exit', () => { ended = true; });
  for (let i = 0; i < 200; i += 1) {
    if (ended) throw new Error(`${command} ended: ${said}`);
    try { await ask(port, '/'); return; } catch { await new Promise((go) => { setTimeout(go, 100); }); }
  }
  throw new Error(`${command} does not answer: ${said}`);
}

/** One request, without following redirects or unpacking. */
function ask(port, path, headers = {}) {
  return new Promise((found, failed) => {
    const asked = request({ host: '127.0.0.1', port, path: encodeURI(path), headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => found({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asked.on('error', failed);
    asked.end();
  });
}

const SERVERS = {
  nginx: {
    command: 'nginx',
    async run(port) {
      const conf = kb('export', 'nginx').replace('listen 80;', `listen 127.0.0.1:${port};`).replace('/var/www/kb', publicDir);
      const file = join(folder, 'nginx.conf');
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/nginx-${n};`).join(' ');
      writeFileSync(file, `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1;\n${process.getuid() === 0 ? 'user root;' : ''}\nevents {}\nhttp { access_log off; ${temp}\n${conf}\n}`);
      await start('nginx', ['-c', file, '-p', folder], port);
    },
    compressed: 'gzip',
  },
  caddy: {
    command: 'caddy',
    async run(port) {
      const conf = kb('export', 'caddy').replace(/^\S+ \{$/m, `http://127.0.0.1:${port} {`).replace('/var/www/kb', publicDir);
      const file = join(folder, 'Caddyfile');
      writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${conf}`);
      await start('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], port, { env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } });
    },
    compressed: 'br',
  },
  apache: {
    command: 'apache2',
    async run(port) {
      const modules = ['mpm_event', 'authz_core', 'mime', 'dir', 'headers', 'rewrite'];
      const file = join(folder, 'apache.conf');
      writeFileSync(file, `ServerRoot ${folder}\nServerName 127.0.0.1\nListen 127.0.0.1:${port}\nPidFile ${folder}/apache.pid\nErrorLog ${folder}/apache.log\n`
        + modules.map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so\n`).join('')
        + `User www-data\nGroup www-data\nTypesConfig /etc/mime.types\nDocumentRoot ${publicDir}\n<Directory ${publicDir}>\nAllowOverride All\nRequire all granted\n</Directory>\n`);
      if (!existsSync('/etc/mime.types')) writeFileSync(file, readFileSync(file, 'utf8').replace('TypesConfig /etc/mime.types', 'TypesConfig /dev/null'));
      await start('apache2', ['-X', '-f', file], port);
    },
    compressed: 'br',
  },
};

for (const [name, server] of Object.entries(SERVERS)) {
  const there = spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${server.command}`]).status === 0;
  const skip = there || process.env.CI === 'true' ? false : `SKIPPED: ${server.command} is not installed`;
  test(`the site works behind ${name}`, { skip }, async () => {
    const port = await freePort();
    process.env.PATH = `${process.env.PATH}:/usr/sbin`;
    await server.run(port);

    const page = await ask(port, '/telecom/unexplained-charges/');
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type'], /^text\/html; ?charset=utf-8$/i);
    assert.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['cache-control'], 'no-cache');
    const tag = page.headers.etag ?? page.headers['last-modified'];
    const again = await ask(port, '/telecom/unexplained-charges/', page.headers.etag ? { 'if-none-match': tag } : { 'if-modified-since': tag });
    assert.equal(again.status, 304, 'an unchanged page is not sent twice');

    const asset = readdirSync(join(publicDir, 'assets')).find((n) => /^site\..*\.css$/.test(n));
    const style = await ask(port, `/assets/${asset}`);
    assert.equal(style.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(style.headers['content-type'], /^text\/css/);
    const packed = await ask(port, `/assets/${asset}`, { 'accept-encoding': 'gzip, br' });
    assert.equal(packed.headers['content-encoding'], server.compressed);
    assert.match(packed.headers['content-type'], /^text\/css/);
    assert.ok(packed.body.length < style.body.length / 2, 'compressed answers are small');

    // A file that is compressed itself is sent as it is, or the browser would unpack it too early.
    const wasm = await ask(port, '/search/kb_search.wasm.gz', { 'accept-encoding': 'gzip, br' });
    assert.equal(wasm.headers['content-encoding'], undefined);
    assert.deepEqual([...wasm.body.subarray(0, 2)], [0x1f, 0x8b]);
    for (const [path, type] of [['/manifest.webmanifest', /^application\/manifest\+json/], ['/api/v1/guides.json', /^application\/json/], ['/telecom/unexplained-charges/index.md', /^text\/markdown/], ['/feed.xml', /xml/]]) {
      const found = await ask(port, path);
      assert.equal(found.status, 200, path);
      assert.match(found.headers['content-type'], type, path);
    }

    for (const path of ['/旧地址/', '/旧地址', '/old.html']) {
      const moved = await ask(port, path);
      assert.equal(moved.status, 301, path);
      assert.match(moved.headers.location, /\/telecom\/unexplained-charges\/$/);
    }
    for (const [path, lang] of [['/nothing/here', 'zh-CN'], ['/en/nothing/here', 'en']]) {
      const missing = await ask(port, path);
      assert.equal(missing.status, 404, path);
      assert.match(missing.body.toString(), new RegExp(`<html lang="${lang}"`), path);
    }
    for (const path of ['/assets/', '/search/t/']) assert.notEqual((await ask(port, path)).status, 200, `${path} is listed`);

    const context = await chrome.newContext();
    const url = `http://127.0.0.1:${port}/`;
    const tab = await watched(context, url);
    await tab.goto(`${url}search/?q=${encodeURIComponent('扣费')}`);
    await tab.waitForSelector('.kb-result');
    await tab.locator('.kb-result a, a.kb-result').first().click();
    await tab.waitForSelector('h1');
    await tab.goto(`${url}nothing/at/all/`);
    assert.ok(await tab.evaluate(() => [...document.styleSheets].length > 0), 'the 404 page is styled at any depth');
    tab.wrong = tab.wrong.filter((line) => !/nothing\/at\/all/.test(line));
    assert.deepEqual(tab.wrong, []);
    await context.close();
  });
}

test('a plain folder has the files that hosts read', () => {
  for (const name of ['_headers', '_redirects', '.htaccess', '.nojekyll']) assert.ok(existsSync(join(publicDir, name)), name);
  assert.match(readFileSync(join(publicDir, '_redirects'), 'utf8'), /^\/old\.html \/telecom\/unexplained-charges\/ 301$/m);
  mkdirSync(join(folder, 'copy'));
  copyFileSync(join(publicDir, 'index.html'), join(folder, 'copy/index.html'));
  assert.equal(spawnSync('sh', ['-n'], { input: kb('export', 's3') }).status, 0, 'the script for buckets is a shell script');
});
