// SPDX-License-Identifier: GPL-3.0-or-later
// Every feature of the protocol, used by the official client, through one endpoint with real servers behind it.
import assert from 'node:assert/strict';
import { before, after, describe, test } from 'node:test';
import { join } from 'node:path';
import { connect, connectDirectly, heard, noticesOf, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything, files, fixture, memory } from './support/servers.mjs';

const UPDATED = 'notifications/resources/updated';
const LOGGED = 'notifications/message';

describe('one endpoint for all servers', () => {
  let gateway;
  let servers;

  before(async () => {
    gateway = await Gateway.start({
      servers: (folder) =>
        (servers = {
          everything: everything(),
          files: files(join(folder, 'files')),
          memory: memory(folder),
          fixture: fixture(),
        }),
    });
  });
  after(() => gateway?.destroy());

  test('lists the tools of all servers, prefixed and otherwise untouched', async (t) => {
    const client = await connect(t, gateway.url);
    const { tools } = await client.listTools();
    const names = new Set(tools.map(({ name }) => name));
    assert.equal(names.size, tools.length, 'every name once');
    for (const [server, entry] of Object.entries(servers)) {
      const direct = await connectDirectly(t, entry);
      for (const tool of (await direct.listTools()).tools) {
        const through = tools.find(({ name }) => name === `${server}__${tool.name}`);
        // The gateway makes the task that such a tool demands: clients that were offered none would refuse to call it.
        const { execution, ...rest } = tool;
        const shown = execution?.taskSupport === 'required' ? rest : tool;
        assert.deepEqual(through, { ...shown, name: `${server}__${tool.name}` });
      }
    }
  });

  test('lists prompts, resources and templates of all servers', async (t) => {
    const client = await connect(t, gateway.url);
    const { prompts } = await client.listPrompts();
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    const promptNames = prompts.map(({ name }) => name);
    for (const name of ['everything__simple-prompt', 'everything__args-prompt', 'fixture__test_prompt_with_image']) {
      assert.ok(promptNames.includes(name), `${name} in ${promptNames}`);
    }
    const uris = resources.map(({ uri }) => uri);
    for (const uri of ['demo://resource/static/document/features.md', 'memory://knowledge-graph', 'test://static-text']) {
      assert.ok(uris.includes(uri), `${uri} in ${uris}`);
    }
    const templates = resourceTemplates.map(({ uriTemplate }) => uriTemplate);
    for (const template of ['demo://resource/dynamic/text/{resourceId}', 'test://template/{id}/data']) {
      assert.ok(templates.includes(template), `${template} in ${templates}`);
    }
  });

  test('calls a tool of each server', async (t) => {
    const client = await connect(t, gateway.url);
    const call = async (name, args) => textOf(await client.callTool({ name, arguments: args }));
    assert.equal(await call('everything__echo', { message: 'grüße, 世界' }), 'Echo: grüße, 世界');
    assert.equal(await call('files__read_text_file', { path: join(gateway.folder, 'files', 'hello.txt') }), 'hello from a file\n');
    assert.match(await call('memory__create_entities', { entities: [{ name: 'ada', entityType: 'person', observations: [] }] }), /ada/);
    assert.match(await call('memory__read_graph', {}), /ada/);
    assert.equal(await call('fixture__test_simple_text', {}), 'This is a simple text response for testing.');
  });

  test('tells an unknown tool and a failing one apart', async (t) => {
    const client = await connect(t, gateway.url);
    await assert.rejects(client.callTool({ name: 'everything__nothing_like_it', arguments: {} }).then(failIfToolSaidSo), /nothing_like_it/);
    await assert.rejects(client.callTool({ name: 'nobody__echo', arguments: {} }), { code: -32602 });
    const failed = await client.callTool({ name: 'fixture__test_error_handling', arguments: {} });
    assert.equal(failed.isError, true);
  });

  test('reads resources: listed, binary, from a template', async (t) => {
    const client = await connect(t, gateway.url);
    const read = async (uri) => (await client.readResource({ uri })).contents[0];
    assert.match((await read('demo://resource/static/document/features.md')).text, /#/);
    assert.match((await read('demo://resource/dynamic/text/41')).text, /^Resource 41:/);
    assert.equal((await read('test://static-binary')).mimeType, 'image/png');
    assert.equal(JSON.parse((await read('test://template/7/data')).text).id, '7');
    await assert.rejects(read('test://no-such-thing'));
  });

  test('gets prompts, with arguments and with content that is no text', async (t) => {
    const client = await connect(t, gateway.url);
    const prompt = await client.getPrompt({ name: 'everything__args-prompt', arguments: { city: 'Zürich' } });
    assert.equal(prompt.messages[0].content.text, "What's weather in Zürich?");
    const image = await client.getPrompt({ name: 'fixture__test_prompt_with_image' });
    assert.equal(image.messages[0].content.mimeType, 'image/png');
  });

  test('completes arguments of a prompt and of a template', async (t) => {
    const client = await connect(t, gateway.url);
    const ofPrompt = await client.complete({
      ref: { type: 'ref/prompt', name: 'everything__completable-prompt' },
      argument: { name: 'name', value: 'A' },
      context: { arguments: { department: 'Engineering' } },
    });
    assert.deepEqual(ofPrompt.completion.values, ['Alice']);
    const ofTemplate = await client.complete({
      ref: { type: 'ref/resource', uri: 'demo://resource/dynamic/text/{resourceId}' },
      argument: { name: 'resourceId', value: '12' },
    });
    assert.deepEqual(ofTemplate.completion.values, ['12']);
  });

  test('reports progress to the asker, in order and complete', async (t) => {
    const client = await connect(t, gateway.url);
    const seen = [];
    const result = await client.callTool(
      { name: 'everything__trigger-long-running-operation', arguments: { duration: 0.5, steps: 5 } },
      undefined,
      { onprogress: ({ progress, total }) => seen.push(`${progress}/${total}`) }
    );
    assert.match(textOf(result), /completed/);
    // The client forgets a call's listener with its answer, so the last step may come too late for it.
    assert.deepEqual(seen.slice(0, 4), ['1/5', '2/5', '3/5', '4/5']);
  });

  test('passes log lines of a call from the level that was asked for', async (t) => {
    const client = await connect(t, gateway.url);
    await client.setLoggingLevel('error');
    await client.callTool({ name: 'fixture__test_tool_with_logging', arguments: {} });
    await client.setLoggingLevel('info');
    await client.callTool({ name: 'fixture__test_tool_with_logging', arguments: {} });
    const lines = (await heard(client, LOGGED, 3)).map(({ params }) => `${params.level}: ${params.data}`);
    assert.deepEqual(lines, ['info: Tool execution started', 'info: Tool processing data', 'info: Tool execution completed']);
  });

  test('tells subscribers, and only them, that a resource changed', async (t) => {
    const subscriber = await connect(t, gateway.url, 'subscriber');
    const other = await connect(t, gateway.url, 'other');
    const uri = 'memory://knowledge-graph';
    const change = (name) =>
      other.callTool({ name: 'memory__create_entities', arguments: { entities: [{ name, entityType: 'thing', observations: [] }] } });
    await subscriber.subscribeResource({ uri });
    await change('first');
    assert.deepEqual((await heard(subscriber, UPDATED)).map(({ params }) => params), [{ uri }]);
    await subscriber.unsubscribeResource({ uri });
    await change('second');
    await subscriber.ping();
    assert.equal(noticesOf(subscriber, UPDATED).length, 1);
    assert.equal(noticesOf(other, UPDATED).length, 0);
  });

  test("carries a server's questions to the client and the answers back", async (t) => {
    const client = await connect(t, gateway.url, 'ada');
    const sampled = textOf(await client.callTool({ name: 'everything__trigger-sampling-request', arguments: { prompt: 'say it' } }));
    assert.match(sampled, /sampled by ada/);
    const elicited = textOf(await client.callTool({ name: 'everything__trigger-elicitation-request', arguments: {} }));
    assert.match(elicited, /Name: ada/);
    const roots = textOf(await client.callTool({ name: 'fixture__test_input_required_result_list_roots', arguments: {} }));
    assert.equal(roots, 'Found 1 root(s)');
    assert.deepEqual(client.asked.map(({ what }) => what), ['sampling', 'elicitation', 'roots']);
    assert.match(client.asked[0].params.messages[0].content.text, /say it/);
    assert.equal(client.asked[1].params.requestedSchema.properties.integer.default, 42);
  });

  test('cancels a call at the server', async (t) => {
    const client = await connect(t, gateway.url);
    const cancelled = new AbortController();
    const call = client.callTool(
      { name: 'everything__trigger-long-running-operation', arguments: { duration: 60, steps: 600 } },
      undefined,
      { signal: cancelled.signal, onprogress: () => cancelled.abort('enough') }
    );
    await assert.rejects(call, /enough/);
    assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'alive' } })), 'Echo: alive');
  });

  test('serves one server alone under its own URL, names untouched', async (t) => {
    const client = await connect(t, `${gateway.url}/everything`);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    assert.ok(names.includes('echo'), names.join());
    assert.ok(!names.some((name) => name.includes('__')), names.join());
    assert.equal(textOf(await client.callTool({ name: 'echo', arguments: { message: 'x' } })), 'Echo: x');
    assert.equal((await client.getPrompt({ name: 'simple-prompt' })).messages.length, 1);
    const { resources } = await client.listResources();
    assert.ok(resources.every(({ uri }) => uri.startsWith('demo://')));
  });

  test('has no URL for a server that is not configured', async () => {
    const response = await fetch(`${gateway.url}/nobody`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    assert.equal(response.status, 404);
  });
});

/** A server may report an unknown tool as a failed call. */
function failIfToolSaidSo(result) {
  if (result.isError) throw new Error(textOf(result));
  return result;
}
