// SPDX-License-Identifier: GPL-3.0-or-later
// Clients without sessions in front of servers with sessions: the official client, server-everything in every way there is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect, heard, noticesOf, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everythingOverHttp, everythingOverSse } from './support/networked.mjs';
import { everything } from './support/servers.mjs';
import { connectStateless } from './support/stateless.mjs';
import { until } from './support/until.mjs';

const UPDATED = 'notifications/resources/updated';
const ways = [
  { way: 'a pipe', entry: async () => everything() },
  { way: 'Streamable HTTP', entry: async (t) => ({ url: (await everythingOverHttp(t)).url }) },
  { way: 'HTTP+SSE', entry: async (t) => ({ type: 'sse', url: (await everythingOverSse(t)).url }) },
];

for (const { way, entry } of ways) {
  describe(`a session-based server over ${way}`, () => {
    const open = async (t, name, capabilities) => {
      const gateway = await Gateway.start({ t, servers: { everything: await entry(t) } });
      const client = await connectStateless(t, `${gateway.url}/everything`, name, capabilities);
      client.gateway = gateway;
      return client;
    };
    const call = async (client, name, args = {}, options = undefined) => textOf(await client.callTool({ name, arguments: args }, options));

    test('lists and calls', async (t) => {
      const client = await open(t, 'lister');
      assert.ok((await client.listTools()).tools.some(({ name }) => name === 'echo'));
      assert.equal(await call(client, 'echo', { message: 'grüße, 世界' }), 'Echo: grüße, 世界');
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call(client, 'echo', { message: `${i}` })));
      assert.deepEqual(answers, Array.from({ length: 20 }, (_, i) => `Echo: ${i}`));
      assert.match(await call(client, 'no-such-tool'), /no-such-tool not found/);
    });

    test('reads, prompts, completes', async (t) => {
      const client = await open(t, 'reader');
      const read = async (uri) => (await client.readResource({ uri })).contents[0];
      assert.match((await read('demo://resource/static/document/features.md')).text, /#/);
      assert.match((await read('demo://resource/dynamic/text/41')).text, /^Resource 41:/);
      const prompt = await client.getPrompt({ name: 'args-prompt', arguments: { city: 'Zürich' } });
      assert.equal(prompt.messages[0].content.text, "What's weather in Zürich?");
      const { completion } = await client.complete({
        ref: { type: 'ref/prompt', name: 'completable-prompt' },
        argument: { name: 'name', value: 'A' },
        context: { arguments: { department: 'Engineering' } },
      });
      assert.deepEqual(completion.values, ['Alice']);
    });

    test('progress, and a client that gives up', async (t) => {
      const client = await open(t, 'watcher');
      const seen = [];
      const options = { onprogress: ({ progress, total }) => seen.push(`${progress}/${total}`) };
      assert.match(await call(client, 'trigger-long-running-operation', { duration: 0.5, steps: 5 }, options), /completed/);
      // Some versions of the client report steps of their own, without a total.
      assert.deepEqual(seen.filter((step) => step.endsWith('/5')).slice(0, 4), ['1/5', '2/5', '3/5', '4/5']);
      const enough = new AbortController();
      await assert.rejects(
        call(client, 'trigger-long-running-operation', { duration: 60, steps: 600 }, { signal: enough.signal, onprogress: () => enough.abort('enough') }),
        /enough|abort/i
      );
      const health = new URL('/healthz', client.gateway.url);
      await until('the call is gone', async () => (await (await fetch(health)).json()).calls === 0);
      assert.equal(await call(client, 'echo', { message: 'alive' }), 'Echo: alive');
    });

    test('asks the client for a sample and a form, in rounds', async (t) => {
      const client = await open(t, 'ada');
      assert.match(await call(client, 'trigger-sampling-request', { prompt: 'say it' }), /sampled by ada/);
      assert.match(await call(client, 'trigger-elicitation-request'), /Name: ada/);
      assert.deepEqual(client.asked.filter(({ what }) => what !== 'roots').map(({ what }) => what), ['sampling', 'elicitation']);
    });

    test('does not ask a client that cannot be asked', async (t) => {
      const client = await open(t, 'mute', {});
      await client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'x' } }).catch(() => {});
      assert.deepEqual(client.asked, []);
      assert.equal(await call(client, 'echo', { message: 'alive' }), 'Echo: alive');
    });

    test('tells a listener of the resources it follows', async (t) => {
      const client = await open(t, 'follower');
      const uri = 'demo://resource/dynamic/text/7';
      const subscription = await client.listen({ resourceSubscriptions: [uri], toolsListChanged: true });
      assert.deepEqual(subscription.honoredFilter, { resourceSubscriptions: [uri], toolsListChanged: true });
      // The server tells only those whose session follows something: that is the gateway's, whoever calls.
      await call(client, 'toggle-subscriber-updates');
      assert.equal((await heard(client, UPDATED))[0].params.uri, uri);
      await call(client, 'toggle-subscriber-updates');
      await subscription.close();
      assert.ok(noticesOf(client, UPDATED).every(({ params }) => params.uri === uri));
    });
  });
}

test('both generations at once on one address, each asked by name', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: { ...everything(), signalbox: { instances: 'session' } } } });
  const clients = await Promise.all(
    Array.from({ length: 8 }, (_, i) => (i % 2 ? connectStateless : connect)(t, gateway.url, `client${i}`))
  );
  const ask = async (i) => {
    const result = await clients[i].callTool({ name: 'everything__trigger-sampling-request', arguments: { prompt: 'who?' } });
    assert.match(textOf(result), new RegExp(`sampled by client${i}`));
  };
  // Requests without a session share a process, and one process is asked for one thing at a time.
  const inTurn = async () => {
    for (const i of [1, 3, 5, 7]) await ask(i);
  };
  await Promise.all([...[0, 2, 4, 6].map(ask), inTurn()]);
});

test('a round survives neither another question nor a restart of the gateway, and says so', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const post = async (params) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': params.name },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...params, _meta: meta } }),
    });
    return response.json();
  };
  const name = 'everything__trigger-elicitation-request';
  const { result } = await post({ name, arguments: {} });
  assert.equal(result.resultType, 'input_required');
  const inputResponses = Object.fromEntries(Object.keys(result.inputRequests).map((key) => [key, { action: 'decline' }]));
  const { port } = gateway;
  await gateway.kill();
  await gateway.run(port);
  const { error } = await post({ name, arguments: {}, inputResponses, requestState: result.requestState });
  assert.equal(error.code, -32602);
  assert.match(error.message, /make the request again without it/);
});
