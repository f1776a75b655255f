// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that only know HTTP+SSE of 2024-11-05.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectOverSse, rememberingFetch, textOf } from './support/client.mjs';
import { cuttable } from './support/cuttable.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { eventsOf, messageOf } from './support/raw.mjs';
import { everything, fixture } from './support/servers.mjs';
import { until } from './support/until.mjs';

const streamOf = (gateway, path = '/sse') => new URL(path, gateway.url).href;
const LONG = 'everything__trigger-long-running-operation';

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

test('roots are asked of the client whose call wants them, log lines come from the level that was asked for', async (t) => {
  const gateway = await Gateway.start({ t, servers: { fixture: fixture() } });
  const [ada, bob] = await Promise.all(['ada', 'bob'].map((name) => connectOverSse(t, streamOf(gateway), name)));
  const roots = textOf(await ada.callTool({ name: 'fixture__test_input_required_result_list_roots', arguments: {} }));
  assert.equal(roots, 'Found 1 root(s)');
  assert.deepEqual(ada.asked.map(({ what }) => what), ['roots']);
  assert.deepEqual(bob.asked, []);
  await ada.setLoggingLevel('error');
  await ada.callTool({ name: 'fixture__test_tool_with_logging', arguments: {} });
  await ada.setLoggingLevel('info');
  await ada.callTool({ name: 'fixture__test_tool_with_logging', arguments: {} });
  await until('three log lines', () => ada.notices.length >= 3);
  assert.equal(ada.notices.length, 3);
  assert.equal(bob.notices.length, 0);
});

test('a client that asks for 2024-11-05 is answered in it', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const connection = new AbortController();
  t.after(() => connection.abort());
  const stream = await fetch(streamOf(gateway), { headers: { accept: 'text/event-stream' }, signal: connection.signal });
  const events = eventsOf(stream);
  const { value: first } = await events.next();
  assert.equal(first.event, 'endpoint');
  const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '1' } };
  const posted = await fetch(new URL(first.data, gateway.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  });
  assert.equal(posted.status, 202);
  const { value: second } = await events.next();
  assert.equal(second.event, 'message');
  assert.equal(messageOf(second).result.protocolVersion, '2024-11-05');
});

test('a connection that is cut in the middle of a call: everything comes, and once', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const proxy = await cuttable(t, gateway.port);
  const client = await connectOverSse(t, `http://127.0.0.1:${proxy.port}/sse`, 'cut', { fetch: rememberingFetch() });
  const troubles = [];
  client.onerror = (error) => troubles.push(error.message);
  const steps = [];
  const call = client.callTool({ name: LONG, arguments: { duration: 4, steps: 8 } }, undefined, {
    onprogress: ({ progress }) => steps.push(progress),
  });
  await until('the call runs', () => steps.length >= 1);
  proxy.cut();
  await until('the call goes on', () => steps.length >= 3);
  proxy.cut();
  assert.match(textOf(await call), /completed/);
  // The client forgets a call's listener with its answer, so the last step may come too late for it.
  assert.deepEqual(steps.slice(0, 7), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'on' } })), 'Echo: on');
  assert.deepEqual(troubles.filter((words) => /unknown message/i.test(words)), [], 'no answer twice');
});

test('who comes back without an id is told to initialize', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const proxy = await cuttable(t, gateway.port);
  const url = `http://127.0.0.1:${proxy.port}/sse`;
  const client = await connectOverSse(t, url);
  proxy.cut();
  const said = await until('the client has its new stream', async () => {
    const failure = await client.listTools({}, { timeout: 500 }).catch((error) => error);
    return failure.code === -32000 && failure.message;
  });
  assert.match(said, /initialize/);
  const anew = await connectOverSse(t, url);
  assert.ok((await anew.listTools()).tools.length > 0);
});
