// SPDX-License-Identifier: GPL-3.0-or-later
// Clients with sessions in front of servers that know none, in every way there is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, heard, noticesOf, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { NetworkedServer } from './support/networked.mjs';
import { until } from './support/until.mjs';

const SERVER = fileURLToPath(new URL('support/sessionless.mjs', import.meta.url));
const OFFICIAL = fileURLToPath(new URL('support/official.mjs', import.meta.url));
const UPDATED = 'notifications/resources/updated';
const TOOLS = 'notifications/tools/list_changed';
const PREFIX = 'io.modelcontextprotocol/';
const ways = [
  { way: 'a pipe', entry: async () => ({ command: process.execPath, args: [SERVER, '--lines'] }) },
  { way: 'HTTP', entry: async (t) => ({ url: (await NetworkedServer.start(t, [SERVER], '/mcp')).url }) },
];

/** The result of a tool called by a client without a session. */
async function stateless(url, name, more = {}) {
  const version = '2026-07-28';
  const meta = { protocolVersion: version, clientInfo: { name: 'eve', version: '1' }, clientCapabilities: { elicitation: { form: {} }, roots: {} } };
  const _meta = Object.fromEntries(Object.entries(meta).map(([key, value]) => [PREFIX + key, value]));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': version,
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {}, ...more, _meta } }),
  });
  const body = await response.text();
  const messages = body.startsWith('{') ? [body] : body.split('\n').filter((line) => line.startsWith('data: {')).map((line) => line.slice(6));
  const { result, error } = JSON.parse(messages.at(-1));
  assert.equal(error, undefined);
  return result;
}

for (const { way, entry } of ways) {
  describe(`a server without sessions over ${way}`, () => {
    const open = async (t) => Gateway.start({ t, servers: { strict: await entry(t) } });
    const call = async (client, name, args = {}, options = undefined) =>
      textOf(await client.callTool({ name, arguments: args }, undefined, options));
    const seen = async (client) => JSON.parse(await call(client, 'seen'));
    const faultless = async (client) => assert.deepEqual((await seen(client)).faults, []);

    test('is found out, lists, calls and reads', async (t) => {
      const client = await connect(t, `${(await open(t)).url}/strict`, 'lister');
      assert.equal(client.getInstructions(), 'Be strict.');
      const { tools, ...list } = await client.listTools();
      assert.ok(tools.some(({ name }) => name === 'echo'));
      assert.ok(!tools.some(({ name }) => name === 'unusable'));
      assert.ok(!('ttlMs' in list) && !('resultType' in list));
      const result = await client.callTool({ name: 'echo', arguments: { message: 'grüße' } });
      assert.deepEqual(result, { content: [{ type: 'text', text: 'Echo: grüße' }] });
      assert.equal((await client.readResource({ uri: 'note:1' })).contents[0].text, 'text of note:1');
      await assert.rejects(client.callTool({ name: 'none', arguments: {} }), /Unknown tool/);
      await faultless(client);
    });

    test('hears with every request who asks', async (t) => {
      const gateway = await open(t);
      const client = await connect(t, `${gateway.url}/strict`, 'ada');
      await client.setLoggingLevel('warning');
      const meta = JSON.parse(await call(client, 'whoami'));
      assert.deepEqual(meta[`${PREFIX}clientInfo`], { name: 'ada', version: '1.0.0' });
      assert.deepEqual(meta[`${PREFIX}clientCapabilities`], { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } });
      assert.equal(meta[`${PREFIX}logLevel`], 'warning');
    });

    test('asks in rounds, and the client is asked as ever', async (t) => {
      const client = await connect(t, (await open(t)).url, 'bob');
      assert.deepEqual(JSON.parse(await call(client, 'strict__ask')), {
        who: { action: 'accept', content: { name: 'bob', username: 'bob', email: 'bob@example.org', check: true } },
        roots: { roots: [{ uri: 'file:///srv/bob', name: 'root of bob' }] },
        model: { role: 'assistant', model: 'model of bob', content: { type: 'text', text: 'sampled by bob' } },
        freshId: true,
      });
      assert.equal(await call(client, 'strict__later'), 'now');
    });

    test('reports progress until it hears of the cancelling', async (t) => {
      const client = await connect(t, `${(await open(t)).url}/strict`, 'canceller');
      const enough = new AbortController();
      const options = { signal: enough.signal, onprogress: ({ progress }) => progress >= 3 && enough.abort('enough') };
      await assert.rejects(call(client, 'slow', {}, options), /enough/);
      await until('the server has heard', async () => (await seen(client)).cancelled.includes('slow'));
      await faultless(client);
    });

    test('tells what subscribers want to know', async (t) => {
      const client = await connect(t, `${(await open(t)).url}/strict`, 'follower');
      await client.subscribeResource({ uri: 'note:1' });
      await client.subscribeResource({ uri: 'note:2' });
      await call(client, 'change');
      assert.deepEqual((await heard(client, UPDATED, 2)).map(({ params }) => params.uri).sort(), ['note:1', 'note:2']);
      assert.deepEqual((await heard(client, TOOLS)).map(({ params }) => params?._meta), [undefined]);
      await assert.rejects(client.subscribeResource({ uri: 'note:none' }), /does not tell changes/);
      await client.unsubscribeResource({ uri: 'note:1' });
      const listens = async () => (await seen(client)).listens;
      const before = await listens();
      await call(client, 'hang-up');
      await until('it listens again', async () => (await listens()) > before);
      // What may have been missed is told as changed.
      await until('the gap is told', () => noticesOf(client, UPDATED).filter(({ params }) => params.uri === 'note:2').length >= 2);
      await faultless(client);
    });

    test('serves stateless clients as it is', async (t) => {
      const url = `${(await open(t)).url}/strict`;
      const asked = await stateless(url, 'ask', {});
      assert.equal(asked.resultType, 'input_required');
      assert.equal(asked.requestState, 'eins "ü" \\ 1');
      assert.deepEqual(Object.keys(asked.inputRequests), ['who', 'roots']);
      const inputResponses = { who: { action: 'decline' }, roots: { roots: [] } };
      const again = await stateless(url, 'ask', { requestState: asked.requestState, inputResponses });
      assert.equal(JSON.parse(again.requestState).who.action, 'decline');
      assert.equal(JSON.parse(textOf(await stateless(url, 'whoami')))[`${PREFIX}clientInfo`].name, 'eve');
      assert.deepEqual(JSON.parse(textOf(await stateless(url, 'seen'))).faults, []);
    });
  });
}

test('over HTTP, headers repeat what the server wants repeated', async (t) => {
  const server = await NetworkedServer.start(t, [SERVER], '/mcp');
  const gateway = await Gateway.start({ t, servers: { strict: { url: server.url } } });
  const client = await connect(t, gateway.url, 'header');
  const region = async (args) => JSON.parse(textOf(await client.callTool({ name: 'strict__region', arguments: args })));
  assert.deepEqual(await region({ region: 'eu' }), { region: 'eu', header: 'eu' });
  assert.deepEqual(await region({ region: 'köln' }), { region: 'köln', header: '=?base64?a8O2bG4=?=' });
  assert.deepEqual(await region({ region: null }), { region: null, header: null });
});

test('a server of that kind can be said to be one', async (t) => {
  const gateway = await Gateway.start({ t, servers: { strict: { ...(await ways[0].entry()), signalbox: { generations: 'modern' } } } });
  const client = await connect(t, `${gateway.url}/strict`, 'sure');
  const { requests } = JSON.parse(textOf(await client.callTool({ name: 'seen', arguments: {} })));
  assert.ok(!requests.includes('initialize'), requests.join());
});

for (const { way, entry } of [
  { way: 'a pipe', entry: async () => ({ command: process.execPath, args: [OFFICIAL, '--lines', '--strict'] }) },
  { way: 'a pipe, with sessions as well', entry: async () => ({ command: process.execPath, args: [OFFICIAL, '--lines'] }) },
  { way: 'HTTP', entry: async (t) => ({ url: (await NetworkedServer.start(t, [OFFICIAL, '--strict'], '/mcp')).url }) },
  { way: 'HTTP, with sessions as well', entry: async (t) => ({ url: (await NetworkedServer.start(t, [OFFICIAL], '/mcp')).url }) },
])
  test(`the official server over ${way}`, async (t) => {
    const gateway = await Gateway.start({ t, servers: { official: await entry(t) } });
    const client = await connect(t, `${gateway.url}/official`, 'ada');
    const call = async (name, args = {}, options = undefined) => textOf(await client.callTool({ name, arguments: args }, undefined, options));
    assert.ok((await client.listTools()).tools.some(({ name }) => name === 'deploy'));
    assert.equal(await call('echo', { message: 'x' }), 'Echo: x');
    assert.equal(await call('deploy'), 'accept by ada with 1 root');
    const steps = [];
    assert.equal(await call('steps', {}, { onprogress: ({ progress }) => steps.push(progress) }), 'done');
    assert.deepEqual(steps.slice(0, 2), [1, 2]);
    assert.equal((await client.readResource({ uri: 'note:1' })).contents[0].text, 'text of one');
    if (!way.startsWith('HTTP')) return;
    await call('touch');
    await heard(client, TOOLS);
  });
