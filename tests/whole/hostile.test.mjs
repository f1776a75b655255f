// SPDX-License-Identifier: GPL-3.0-or-later
// Servers over HTTP that mean no good: the caller is told in words, memory stays bounded, nothing hangs, and nobody else
// notices.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { flood, http, impostor, json } from './support/impostor.mjs';
import { everything } from './support/servers.mjs';

const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const result = (text) => ({ content: [{ type: 'text', text }] });
const LIMIT = { limits: { serverMessage: '16 MiB', callSilence: '3 s' } };
const UNKNOWN = /carried out is unknown/;

let strangers = 0;
const stranger = createServer((socket) => (++strangers, socket.destroy())).listen(0, '127.0.0.1');

const cases = [
  ['a line of an event without end', (socket) => (socket.write(`${STREAM}${chunk('data: ')}`), flood(socket, chunk('x'.repeat(65_536)))), /longer than/],
  ['an event of lines without end', (socket) => (socket.write(STREAM), flood(socket, chunk(`data: ${'x'.repeat(1_000)}\n`.repeat(60)))), /longer than/],
  ['a result of 100 MB that is announced', (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{`), /longer than/],
  ['a result of 100 MB that is not', (socket) => (socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'), flood(socket, chunk('x'.repeat(65_536)))), /longer than/],
  ['a page instead of an answer', (socket) => socket.write(http('200 OK', 'text/html', '<html><title>Welcome</title></html>')), /text\/html/],
  ['a page of an error', (socket) => socket.write(http('502 Bad Gateway', 'text/html', '<html><title>Upstream is asleep</title></html>')), /502 Bad Gateway.*Upstream is asleep/],
  ['no type at all', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'), UNKNOWN],
  ['bytes instead of JSON', (socket) => socket.write(http('200 OK', 'application/json', '\xff\xfe{')), UNKNOWN],
  ['JSON deeper than the sea', (socket, id) => socket.write(http('200 OK', 'application/json', `{"jsonrpc":"2.0","id":${id},"result":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)), UNKNOWN],
  ['an answer to something else', (socket) => socket.write(http('200 OK', 'application/json', json(987_654, {}))), UNKNOWN],
  ['nothing but the end', (socket) => socket.end(), UNKNOWN],
  ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty'), UNKNOWN],
  ['half an answer', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"jsonrpc"'), UNKNOWN],
  ['a head without end', (socket) => (socket.write('HTTP/1.1 200 OK\r\n'), flood(socket, `X-More: ${'x'.repeat(1_000)}\r\n`)), UNKNOWN],
  ['no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), UNKNOWN],
  ['silence', () => {}, /limits\.callSilence/],
  ['a redirect to somebody else', (socket) => socket.write(`HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:${stranger.address().port}/\r\nContent-Length: 0\r\n\r\n`), /redirects to/],
  ['a redirect in a circle', (socket) => socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /mcp\r\nContent-Length: 0\r\n\r\n'), /circle/],
];

const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

test('what a server does to its callers', async (t) => {
  t.after(() => stranger.close());
  const servers = { everything: everything() };
  for (const [i, [, misbehave]] of cases.entries()) servers[`case${i}`] = { type: 'http', url: (await impostor(t, misbehave)).url, signalbox: LIMIT };
  const gateway = await Gateway.start({ t, servers });
  const bystander = await connect(t, `${gateway.url}/everything`, 'bystander');
  const alive = async () => assert.equal(textOf(await bystander.callTool({ name: 'echo', arguments: { message: 'alive' } })), 'Echo: alive');
  await alive();
  const before = memoryOf(gateway.pid);
  let most = before;
  for (const [i, [name, , words]] of cases.entries()) {
    await t.test(name, async (tt) => {
      const client = await connect(tt, `${gateway.url}/case${i}`);
      const call = assert.rejects(client.callTool({ name: 'go', arguments: {} }), ({ message }) => {
        assert.match(message, words);
        assert.match(message, new RegExp(`case${i}`), 'it says which server');
        return true;
      });
      await alive();
      await call;
      most = Math.max(most, memoryOf(gateway.pid));
    });
  }
  assert.equal(strangers, 0, 'nobody else was sent anything');
  t.diagnostic(`memory: ${before} kB before, ${most} kB at most`);
  // What was cut off is at most one message of 16 MiB and its buffers; a sanitizer keeps what was freed.
  assert.ok(most - before < 400_000, `${before} kB before, ${most} kB at most`);
});

test('what is odd and allowed arrives', async (t) => {
  const big = 'x'.repeat(10_000_000);
  const drip = async (socket, id) => {
    socket.write(STREAM);
    for (const letter of `data: ${json(id, result('drop by drop'))}\n\n`) {
      socket.write(chunk(letter));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const twice = (socket, id) => socket.write(`${STREAM}${chunk(`data: ${json(id, result('first'))}\n\ndata: ${json(id, result('second'))}\n\n`)}0\r\n\r\n`);
  const gateway = await Gateway.start({
    t,
    servers: {
      big: { url: (await impostor(t, (socket, id) => socket.write(http('200 OK', 'application/json', json(id, result(big)))))).url },
      drip: { url: (await impostor(t, drip)).url },
      twice: { url: (await impostor(t, twice)).url },
    },
  });
  const go = async (name) => textOf(await (await connect(t, `${gateway.url}/${name}`)).callTool({ name: 'go', arguments: {} }));
  assert.equal(await go('big'), big);
  assert.equal(await go('drip'), 'drop by drop');
  assert.equal(await go('twice'), 'first');
});
