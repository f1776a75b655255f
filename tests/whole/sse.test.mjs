// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that only know HTTP+SSE of 2024-11-05.
import assert from 'node:assert/strict';
import { connect as connectSocket, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { connectOverSse, textOf } from './support/client.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { until } from './support/until.mjs';

const streamOf = (gateway, path = '/sse') => new URL(path, gateway.url).href;

describe('every feature over HTTP+SSE', () => {
  everyFeature(async (t, name) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    return connectOverSse(t, streamOf(gateway), name);
  });
});

test('one backend alone, names untouched', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connectOverSse(t, streamOf(gateway, '/sse/everything'));
  assert.equal(textOf(await client.callTool({ name: 'echo', arguments: { message: 'x' } })), 'Echo: x');
});

/** Passes bytes on to a port and can cut what it passes. */
async function cuttable(t, port) {
  const pairs = new Set();
  const server = createServer((near) => {
    const far = connectSocket(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    // A gateway answers only to its own address.
    near.on('data', (data) => far.write(data.toString('latin1').replace(`127.0.0.1:${server.address().port}`, `127.0.0.1:${port}`), 'latin1'));
    far.pipe(near);
    const close = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const socket of [near, far]) socket.on('error', close).on('close', close);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  t.after(() => {
    cut();
    server.close();
  });
  return { port: server.address().port, cut };
}

test('a cut connection in the middle of a call: the answer still comes, once', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const proxy = await cuttable(t, gateway.port);
  const client = await connectOverSse(t, `http://127.0.0.1:${proxy.port}/sse`);
  let steps = 0;
  const call = client.callTool(
    { name: 'everything__trigger-long-running-operation', arguments: { duration: 3, steps: 6 } },
    undefined,
    { onprogress: () => ++steps }
  );
  await until('the call runs', () => steps >= 1);
  proxy.cut();
  assert.match(textOf(await call), /completed/);
  assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'on' } })), 'Echo: on');
});
