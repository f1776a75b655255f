// SPDX-License-Identifier: GPL-3.0-or-later
// The settings file is edited while the gateway runs: what changed is touched, and nothing else.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { connect, heard, noticesOf, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything, fixture, memory } from './support/servers.mjs';
import { until } from './support/until.mjs';

const TOOLS_CHANGED = 'notifications/tools/list_changed';
const prefixes = async (client) => [...new Set((await client.listTools()).tools.map(({ name }) => name.split('__')[0]))].sort();
const has = (client, ...wanted) =>
  until(`the servers are ${wanted}`, async () => (await prefixes(client)).join() === wanted.join());

test('a server is added and removed, and the others keep running', async (t) => {
  const kept = { everything: everything() };
  const gateway = await Gateway.start({ t, servers: kept });
  const client = await connect(t, gateway.url);
  await has(client, 'everything');
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  const pid = await gateway.pidOf('everything');

  gateway.write({ ...kept, fixture: fixture() });
  await heard(client, TOOLS_CHANGED);
  await has(client, 'everything', 'fixture');
  assert.match(textOf(await client.callTool({ name: 'fixture__test_simple_text', arguments: {} })), /simple text/);
  const fixturePid = await gateway.pidOf('fixture');
  const changes = noticesOf(client, TOOLS_CHANGED).length;

  gateway.write(kept);
  await has(client, 'everything');
  await heard(client, TOOLS_CHANGED, changes + 1);
  await until('its process has ended', () => !gateway.pidsOf('fixture').includes(fixturePid));
  assert.equal(await gateway.pidOf('everything'), pid);
  assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'same' } })), 'Echo: same');
});

test('a changed server starts anew, a disabled one is gone, a session goes on', async (t) => {
  let servers;
  const gateway = await Gateway.start({
    t,
    servers: (folder) => (servers = { everything: everything(), memory: memory(folder) }),
  });
  const client = await connect(t, gateway.url);
  await has(client, 'everything', 'memory');
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  await client.callTool({ name: 'memory__read_graph', arguments: {} });
  const pids = { everything: await gateway.pidOf('everything'), memory: await gateway.pidOf('memory') };

  gateway.write({ ...servers, memory: { ...servers.memory, env: { ...servers.memory.env, CHANGED: 'yes' } } });
  await until('the changed one has ended', () => !gateway.pidsOf('memory').includes(pids.memory));
  await client.callTool({ name: 'memory__read_graph', arguments: {} });
  assert.notEqual(await gateway.pidOf('memory'), pids.memory);
  assert.equal(await gateway.pidOf('everything'), pids.everything);

  gateway.write({ ...servers, memory: { ...servers.memory, disabled: true } });
  await has(client, 'everything');
  await until('the disabled one has ended', () => gateway.pidsOf('memory').length === 0);
  assert.equal(await gateway.pidOf('everything'), pids.everything);
});

test('an edit in place counts as well as a new file', async (t) => {
  const gateway = await Gateway.start({ t });
  const client = await connect(t, gateway.url);
  writeFileSync(gateway.settingsFile, JSON.stringify({ mcpServers: { fixture: fixture() } }));
  await has(client, 'fixture');
  writeFileSync(gateway.settingsFile, JSON.stringify({ mcpServers: { everything: everything() } }));
  await has(client, 'everything');
});

test('a file that cannot be read changes nothing and is complained about', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connect(t, gateway.url);
  await has(client, 'everything');
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  const pid = await gateway.pidOf('everything');
  gateway.writeText('{ "mcpServers": { "everything": ');
  await until('the complaint', () => gateway.stderr.includes('signalbox.json'));
  assert.equal(await gateway.pidOf('everything'), pid);
  assert.equal(textOf(await client.callTool({ name: 'everything__echo', arguments: { message: 'still' } })), 'Echo: still');
});
