// SPDX-License-Identifier: GPL-3.0-or-later
// The person at the gateway as a client: tools are tried, hidden and shown, and what they ask is answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, heard, noticesOf, textOf } from './support/client.mjs';
import { command } from './support/control.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { until } from './support/until.mjs';

const TOOLS_CHANGED = 'notifications/tools/list_changed';
const path = ['mcpServers', 'everything', 'signalbox', 'hiddenTools'];
const namesFor = async (client) => (await client.listTools()).tools.map(({ name }) => name);
const known = (gateway) =>
  until('the tools are known', async () => {
    await command(gateway, 'tools.load');
    const { tools } = await command(gateway, 'tools');
    return tools.length > 0 && tools;
  });
const start = async (t) => Gateway.start({ t, servers: { everything: everything() } });

test('a tool is called for the person and answers', async (t) => {
  const gateway = await start(t);
  const tools = await known(gateway);
  const echo = tools.find(({ name }) => name === 'everything__echo');
  assert.equal(echo.original, 'echo');
  assert.equal(echo.hidden, false);
  assert.ok(echo.tokens > 20 && echo.definition.inputSchema.properties.message);
  const answer = await command(gateway, 'tool.call', { name: 'everything__echo', arguments: { message: 'hello' } });
  assert.equal(answer.result.content[0].text, 'Echo: hello');
  assert.equal(JSON.parse(answer.raw).content[0].text, 'Echo: hello');
  assert.ok(answer.ms >= 0 && answer.whole);
  await assert.rejects(command(gateway, 'tool.call', { name: 'everything__nothing', arguments: {} }).then(({ result }) => {
    throw new Error(result.isError ? 'refused by the server' : 'answered');
  }), /refused by the server|Unknown tool|not found/);
  await assert.rejects(command(gateway, 'tool.call', { name: 'nobody__echo', arguments: {} }), /Unknown tool: nobody__echo/);
});

test('a call is cancelled by its tag', async (t) => {
  const gateway = await start(t);
  await known(gateway);
  const slow = { name: 'everything__trigger-long-running-operation', arguments: { duration: 60, steps: 60 }, tag: 'slow' };
  const ended = assert.rejects(command(gateway, 'tool.call', slow), /you cancelled it/);
  await until('it can be cancelled', () => command(gateway, 'tool.cancel', { tag: 'slow' }).then(() => true, () => false));
  await ended;
  await assert.rejects(command(gateway, 'tool.cancel', { tag: 'slow' }), /it has ended/);
});

test('what a tool asks is answered by the person who called it', async (t) => {
  const gateway = await start(t);
  await command(gateway, 'ask.attend', { seconds: 60 });
  await known(gateway);
  const called = command(gateway, 'tool.call', { name: 'everything__trigger-elicitation-request', arguments: {} });
  const [ask] = await until('it asks', async () => {
    const { asks } = await command(gateway, 'asks');
    return asks.length > 0 && asks;
  });
  assert.equal(ask.tool, 'everything__trigger-elicitation-request');
  assert.equal(ask.method, 'elicitation/create');
  assert.ok(ask.question.requestedSchema.properties);
  const content = { name: 'Ada', check: true };
  await command(gateway, 'ask.answer', { number: ask.number, result: { action: 'accept', content } });
  assert.match(textOf((await called).result), /Ada/);
  assert.deepEqual((await command(gateway, 'asks')).asks, []);
});

test('nobody is waited for where nobody attends', async (t) => {
  const gateway = await start(t);
  await known(gateway);
  const { result } = await command(gateway, 'tool.call', { name: 'everything__trigger-elicitation-request', arguments: {} });
  assert.equal(result.isError, true);
});

test('a hidden tool is neither listed nor callable, and its server goes on', async (t) => {
  const gateway = await start(t);
  const client = await connect(t, gateway.url);
  const alone = await connect(t, `${gateway.url}/everything`);
  await until('it is listed', async () => (await namesFor(client)).includes('everything__echo'));
  await until('it is listed there', async () => (await namesFor(alone)).includes('echo'));
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  const pid = await gateway.pidOf('everything');
  const before = noticesOf(client, TOOLS_CHANGED).length;

  await command(gateway, 'settings.set', { path, value: ['echo'] });
  await heard(client, TOOLS_CHANGED, before + 1);
  await heard(alone, TOOLS_CHANGED);
  assert.ok(!(await namesFor(client)).includes('everything__echo'));
  assert.ok(!(await namesFor(alone)).includes('echo'));
  await assert.rejects(client.callTool({ name: 'everything__echo', arguments: { message: 'no' } }), /hidden in the settings/);
  await assert.rejects(alone.callTool({ name: 'echo', arguments: { message: 'no' } }), /hidden in the settings/);
  await assert.rejects(command(gateway, 'tool.call', { name: 'everything__echo', arguments: {} }), /hidden in the settings/);
  const { tools, servers } = await command(gateway, 'tools');
  assert.equal(tools.find(({ original }) => original === 'echo').hidden, true);
  assert.deepEqual(servers, [{ name: 'everything', backend: 'everything', hiddenTools: ['echo'] }]);

  await command(gateway, 'settings.set', { path, value: [] });
  await heard(client, TOOLS_CHANGED, before + 2);
  assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'again' } })), 'Echo: again');
  assert.equal(await gateway.pidOf('everything'), pid);
});
