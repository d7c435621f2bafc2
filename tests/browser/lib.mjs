// What all browser tests share: a static server with nothing clever in it, and a browser.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, extname, normalize } from 'node:path';
import { chromium } from 'playwright-core';

export const SITE = process.env.KB_SITE;
if (!SITE || !existsSync(join(SITE, 'index.html'))) throw new Error('KB_SITE must name a built site');

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml', '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json', '.pdf': 'application/pdf', '.zip': 'application/zip',
};

/** Serves a folder on loopback; resolves to { url, close }. `before` sees each path and may hold it up. */
export function serve(folder = SITE, before = () => {}) {
  const server = createServer(async (request, response) => {
    let path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (path.endsWith('/')) path += 'index.html';
    try {
      await before(path);
      const body = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not found');
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}/`,
      close: () => { server.closeAllConnections(); return new Promise((done) => server.close(done)); },
    }));
  });
}

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts Chromium without any connection of its own. */
export function browser(more = []) {
  return chromium.launch({
    executablePath: process.env.KB_CHROMIUM ?? PATHS.find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...more],
  });
}

/** A page that collects what goes wrong: exceptions, console errors, requests to other hosts. */
export async function watched(context, base) {
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', (e) => page.wrong.push(`exception: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error') page.wrong.push(`console: ${m.text()} (${m.location().url})`); });
  page.on('request', (r) => { if (base && !r.url().startsWith(base) && !/^(data|blob|about):/.test(r.url())) page.wrong.push(`off-site: ${r.url()}`); });
  return page;
}
