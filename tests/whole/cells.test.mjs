// SPDX-License-Identifier: GPL-3.0-or-later
// Every client with every server: one list of what people do, for the official clients and servers of both generations,
// over standard input and output and over HTTP. What comes of it stands in docs/compatibility.md, which has to say the
// same; WRITE_TABLE=1 writes it.
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, heard, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { NetworkedServer } from './support/networked.mjs';
import { connectStateless } from './support/stateless.mjs';
import { until } from './support/until.mjs';

const TABLE = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));
const WATCHED = 'test://watched-resource';
const program = (name) => fileURLToPath(new URL(`../conformance/fixture/${name}.mjs`, import.meta.url));

const servers = [
  { server: 'with sessions (SDK 1)', file: program('oldserver'), generations: 'legacy' },
  { server: 'without (SDK 2)', file: program('server'), generations: 'modern' },
];
const ways = [
  {
    way: 'stdio',
    start: async (t, { file, generations }) => ({ entry: { command: process.execPath, args: [file, '--stdio'], signalbox: { generations } } }),
    restart: async (gateway) => process.kill(gateway.pidsOf('server')[0], 'SIGKILL'),
  },
  {
    way: 'HTTP',
    start: async (t, { file, generations }) => {
      const process_ = await NetworkedServer.start(t, (port) => [file, '--http', String(port)], '/mcp');
      return { entry: { url: process_.url, signalbox: { generations } }, process_ };
    },
    restart: async (gateway, { process_ }) => {
      await process_.kill();
      await process_.run();
    },
  },
];
const clients = [
  {
    client: 'with sessions (SDK 1)',
    open: connect,
    answerForms: (client, answer) => client.setRequestHandler(ElicitRequestSchema, answer),
    call: (client, params, options) => client.callTool(params, undefined, options),
    follow: (client) => client.subscribeResource({ uri: WATCHED }),
    // Asked once for the life of the session.
    logs: async (client) => client.setLoggingLevel('info'),
  },
  {
    client: 'without (SDK 2)',
    open: connectStateless,
    answerForms: (client, answer) => client.setRequestHandler('elicitation/create', answer),
    call: (client, params, options) => client.callTool(params, options),
    follow: (client) => client.listen({ resourceSubscriptions: [WATCHED], toolsListChanged: true }),
    logs: async () => {},
  },
];

/** What no gateway can do, and how the client learns of it. */
const impossible = [
  { seen: /make the request again/, reason: 'no: the server had the call open for the gateway that has gone; the client is told to call again' },
  { seen: /timed out|Session not found/, reason: 'no: a session ends with the gateway; the client has to begin another' },
];

/** What is done, in order; each throws what went wrong and may give what else stands in the cell. */
const doings = {
  'lists tools, prompts, resources': async ({ client }) => {
    assert.ok((await client.listTools()).tools.some(({ name }) => name === 'test_simple_text'));
    assert.ok((await client.listPrompts()).prompts.some(({ name }) => name === 'test_simple_prompt'));
    assert.equal((await client.listResources()).resources.length, 3);
  },
  'calls a tool': async ({ say }) => assert.match(await say('test_simple_text'), /simple text/),
  'keeps every byte of a result': async ({ call }) => {
    const { content } = await call('test_multiple_content_types');
    assert.deepEqual(content.map(({ type }) => type).sort(), ['image', 'resource', 'text']);
  },
  'hears of a failure': async ({ call }) => assert.ok((await call('test_error_handling')).isError),
  'hears that a tool is unknown': async ({ call }) => {
    const outcome = await call('no_such_tool').catch((error) => error);
    assert.ok(outcome instanceof Error || outcome.isError);
  },
  'sees progress': async ({ call }) => {
    const seen = [];
    await call('test_tool_with_progress', {}, { onprogress: ({ progress, total }) => total && seen.push(progress) });
    assert.deepEqual(seen.slice(0, 3), [0, 50, 100]);
  },
  'sees log lines': async ({ client, call, kind }) => {
    await kind.logs(client);
    const before = client.notices.length;
    await call('test_tool_with_logging', {}, undefined, { 'io.modelcontextprotocol/logLevel': 'info' });
    await until('three lines', () => client.notices.slice(before).filter(({ method }) => method === 'notifications/message').length === 3);
  },
  'is asked for a form': async ({ say }) => assert.equal(await say('test_input_required_result_elicitation'), 'Hello, ada!'),
  'is sent to an address': async ({ say, client }) => {
    assert.equal(await say('test_elicitation_url'), 'Visit: accept');
    assert.equal(client.asked.at(-1).params.url, 'https://example.org/look');
  },
  'is asked for a sample': async ({ say }) => assert.equal(await say('test_input_required_result_sampling'), 'Sampling result: sampled by ada'),
  'is asked for its roots': async ({ say }) => assert.equal(await say('test_input_required_result_list_roots'), 'Found 1 root(s)'),
  'is asked twice, one after the other': async ({ say }) => assert.match(await say('test_input_required_result_multi_round'), /^ada likes /),
  'is asked three things at once': async ({ say }) =>
    assert.equal(await say('test_input_required_result_multiple_inputs'), 'Name: ada; Greeting: sampled by ada; Roots: 1'),
  'is asked for a prompt': async ({ client }) => {
    const { messages } = await client.getPrompt({ name: 'test_input_required_result_prompt', arguments: {} });
    assert.match(messages[0].content.text, /Prompt with context/);
  },
  'reads resources, templates too': async ({ client }) => {
    assert.match((await client.readResource({ uri: 'test://static-text' })).contents[0].text, /static text/);
    assert.match((await client.readResource({ uri: 'test://template/7/data' })).contents[0].text, /"id":"7"/);
    await assert.rejects(client.readResource({ uri: 'test://nothing' }), /not found/i);
  },
  'completes': async ({ client }) => {
    const ref = { type: 'ref/prompt', name: 'test_prompt_with_arguments' };
    const { completion } = await client.complete({ ref, argument: { name: 'arg1', value: 'o' } });
    assert.deepEqual(completion.values, ['only']);
  },
  'follows a resource': async ({ client, kind, say }) => {
    await kind.follow(client);
    await say('test_trigger_resource_update');
    assert.equal((await heard(client, 'notifications/resources/updated'))[0].params.uri, WATCHED);
  },
  'hears that a list has changed': async ({ client, say }) => {
    await say('test_trigger_tool_change');
    await heard(client, 'notifications/tools/list_changed');
  },
  'cancels': async ({ call, gateway, say }) => {
    const enough = new AbortController();
    await assert.rejects(call('test_tool_with_progress', {}, { signal: enough.signal, onprogress: () => enough.abort('enough') }));
    const health = new URL('/healthz', gateway.url);
    await until('nothing runs', async () => (await (await fetch(health)).json()).calls === 0);
    assert.match(await say('test_simple_text'), /simple text/);
  },
  'leaves in the middle of a call': async ({ join, kind, gateway, say }) => {
    const other = await join();
    const begun = new Promise((resolve) => {
      kind.call(other, { name: 'test_tool_with_progress', arguments: {} }, { onprogress: resolve }).catch(() => {});
    });
    await begun;
    await other.close();
    const health = new URL('/healthz', gateway.url);
    await until('nothing runs', async () => (await (await fetch(health)).json()).calls === 0);
    assert.match(await say('test_simple_text'), /simple text/);
  },
  'goes on when the server dies': async ({ say, gateway, way, started }) => {
    await way.restart(gateway, started);
    await until('the server is back', () => say('test_simple_text').then((text) => /simple text/.test(text), () => false), 30_000);
    assert.equal(await say('test_input_required_result_elicitation'), 'Hello, ada!');
  },
  // The last one: whoever was connected before has lost the gateway.
  'is asked, and the gateway restarts before the answer': async ({ join, kind, gateway }) => {
    const { port } = gateway;
    const other = await join(async () => {
      await gateway.kill();
      await gateway.run(port);
    });
    const call = kind.call(other, { name: 'test_input_required_result_elicitation', arguments: {} }, { timeout: 8_000 });
    const outcome = await call.then(textOf, String);
    if (outcome === 'Hello, ada!') return 'works';
    const reason = impossible.find(({ seen }) => seen.test(outcome))?.reason;
    assert.ok(reason, outcome);
    return reason;
  },
};

const outcomes = new Map(); // doing -> cells, in the order of the columns
const columns = [];

for (const server of servers) {
  for (const way of ways) {
    for (const kind of clients) {
      const column = { client: kind.client, server: server.server, way: way.way };
      columns.push(column);
      describe(`client ${kind.client}, server ${server.server} over ${way.way}`, async () => {
        let scene;
        const ends = [];
        const t = { after: (end) => ends.push(end) };
        const open = async () => {
          const started = await way.start(t, server);
          const gateway = await Gateway.start({ t, servers: { server: started.entry } });
          const client = await kind.open(t, `${gateway.url}/server`, 'ada');
          /** Another client of the same name; before it answers a form it does what it is told to do first. */
          const join = async (first = async () => {}) => {
            const other = await kind.open(t, `${gateway.url}/server`, 'ada');
            kind.answerForms(other, async () => {
              await first();
              return { action: 'accept', content: { name: 'ada', username: 'ada', email: 'ada@example.org', check: true } };
            });
            return other;
          };
          const call = (name, args = {}, options = undefined, _meta = undefined) => kind.call(client, { name, arguments: args, ...(_meta && { _meta }) }, options);
          const say = async (name) => textOf(await call(name));
          return { client, gateway, kind, way, started, join, call, say };
        };
        after(async () => {
          for (const end of ends.reverse()) await end();
        });
        for (const [doing, run] of Object.entries(doings)) {
          test(doing, async () => {
            const cells = outcomes.get(doing) ?? outcomes.set(doing, new Map()).get(doing);
            cells.set(column, 'fails');
            scene ??= await open();
            cells.set(column, (await run(scene)) ?? 'works');
          });
        }
      });
    }
  }
}

function table() {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [
    row(['client', ...columns.map(({ client }) => client)]),
    row(['---', ...columns.map(() => '---')]),
    row(['**server**', ...columns.map(({ server }) => server)]),
    row(['**over**', ...columns.map(({ way }) => way)]),
    ...[...outcomes].map(([doing, cells]) => row([doing, ...columns.map((column) => cells.get(column) ?? 'not tried')])),
  ].join('\n');
}

after(() => {
  const found = table();
  console.log(found);
  const text = readFileSync(TABLE, 'utf8');
  const [begin, end] = [text.indexOf('| client |'), text.lastIndexOf('|\n') + 2];
  if (process.env.WRITE_TABLE) return writeFileSync(TABLE, `${text.slice(0, begin)}${found}\n${text.slice(end)}`);
  return assert.equal(text.slice(begin, end).trim(), found, 'docs/compatibility.md says something else');
});
