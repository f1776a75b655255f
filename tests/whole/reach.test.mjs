// SPDX-License-Identifier: GPL-3.0-or-later
// How servers at an address are reached: by TLS, and through a proxy of the environment.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain, request } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everythingOverHttp } from './support/networked.mjs';

const echo = async (client) => textOf(await client.callTool({ name: 'echo', arguments: { message: 'reached' } }));

/** Passes everything on to the server at that port; seen has the first line of each request. */
function forwarder(t, server, port, seen = []) {
  server.on('request', (from, to) => {
    seen.push(`${from.method} ${from.url}`);
    const path = from.url.replace(/^http:\/\/[^/]*/, '');
    const headers = { ...from.headers, host: `127.0.0.1:${port}` };
    const onward = request({ host: '127.0.0.1', port, method: from.method, path, headers }, (answer) => {
      to.writeHead(answer.statusCode, answer.headers);
      to.flushHeaders();
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    to.on('close', () => onward.destroy());
    from.pipe(onward);
  });
  t.after(() => (server.closeAllConnections(), server.close()));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, seen })));
}

/** A certificate for this machine that nobody has heard of. */
function certificate(t) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { file: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

test('TLS: only with a certificate that is trusted', async (t) => {
  const server = await everythingOverHttp(t);
  const { file, key, cert } = certificate(t);
  const seen = [];
  const { port } = await forwarder(t, createSecure({ key, cert }), server.port, seen);
  const servers = { everything: { url: `https://127.0.0.1:${port}/mcp`, headers: { Authorization: 'Bearer secret' } } };

  const distrusting = await Gateway.start({ t, servers, env: { SSL_CERT_FILE: undefined } });
  const client = await connect(t, `${distrusting.url}/everything`);
  await assert.rejects(echo(client), /certificate/);
  assert.deepEqual(seen, [], 'nothing was sent to it');

  const trusting = await Gateway.start({ t, servers, env: { SSL_CERT_FILE: file } });
  assert.equal(await echo(await connect(t, `${trusting.url}/everything`)), 'Echo: reached');
  assert.ok(seen.length > 0);
});

test('a proxy of the environment leads to other machines, but not to this one', async (t) => {
  const server = await everythingOverHttp(t);
  const { port, seen } = await forwarder(t, createPlain(), server.port);
  const gateway = await Gateway.start({
    t,
    servers: { far: { url: 'http://far.invalid/mcp' }, near: { url: server.url } },
    env: { http_proxy: `http://127.0.0.1:${port}`, no_proxy: undefined, NO_PROXY: undefined },
  });
  assert.equal(await echo(await connect(t, `${gateway.url}/near`)), 'Echo: reached');
  assert.ok(!seen.some((line) => line.includes('127.0.0.1')), seen.join('\n'));
  assert.equal(await echo(await connect(t, `${gateway.url}/far`)), 'Echo: reached');
  assert.ok(seen.includes('POST http://far.invalid/mcp'), seen.join('\n'));
});
