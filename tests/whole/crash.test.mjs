// SPDX-License-Identifier: GPL-3.0-or-later
// What is killed: a server in the middle of a call, the gateway in good order, the gateway without warning.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { processesWith } from './support/processes.mjs';
import { everything, files, memory } from './support/servers.mjs';
import { until, within } from './support/until.mjs';

/** A gateway whose servers all run. */
async function busyGateway(t) {
  const gateway = await Gateway.start({
    t,
    servers: (folder) => ({ everything: everything(), files: files(join(folder, 'files')), memory: memory(folder) }),
  });
  const client = await connect(t, gateway.url);
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  await client.callTool({ name: 'files__list_allowed_directories', arguments: {} });
  await client.callTool({ name: 'memory__read_graph', arguments: {} });
  return { gateway, client };
}

/** A call that would last for a minute and is known to have begun at the server. */
function longCall(client) {
  let begun;
  const started = new Promise((resolve) => (begun = resolve));
  const call = client.callTool(
    { name: 'everything__trigger-long-running-operation', arguments: { duration: 60, steps: 600 } },
    undefined,
    { onprogress: () => begun(), timeout: 120_000 }
  );
  call.catch(() => {});
  return { call, started };
}

test('a server killed during a call: the call fails within a second, the next one works', async (t) => {
  const { gateway, client } = await busyGateway(t);
  const before = await gateway.pidOf('everything');
  const others = [await gateway.pidOf('files'), await gateway.pidOf('memory')];
  const { call, started } = longCall(client);
  await started;
  process.kill(before, 'SIGKILL');
  await assert.rejects(within(1000, 'the call fails', call), /everything/);
  const next = await client.callTool({ name: 'everything__echo', arguments: { message: 'again' } });
  assert.equal(textOf(next), 'Echo: again');
  assert.notEqual(await gateway.pidOf('everything'), before);
  assert.deepEqual([await gateway.pidOf('files'), await gateway.pidOf('memory')], others, 'the others were not touched');
});

test('a server killed while idle: the next call is answered', async (t) => {
  const { gateway, client } = await busyGateway(t);
  const before = await gateway.pidOf('memory');
  process.kill(before, 'SIGKILL');
  await until('it is gone', () => !gateway.pidsOf('memory').includes(before));
  // Whether the gateway hears of the end or of the call first is chance, and makes no difference to the client.
  assert.match(textOf(await client.callTool({ name: 'memory__read_graph', arguments: {} })), /entities/);
});

test('a subscription outlives the server that was told of it', async (t) => {
  const { gateway, client } = await busyGateway(t);
  await client.subscribeResource({ uri: 'memory://knowledge-graph' });
  process.kill(await gateway.pidOf('memory'), 'SIGKILL');
  const add = (name) =>
    client.callTool({ name: 'memory__create_entities', arguments: { entities: [{ name, entityType: 'thing', observations: [] }] } });
  await until('a change is heard of', async () => {
    await add(`thing ${performance.now()}`).catch(() => {});
    return client.notices.some(({ method }) => method === 'notifications/resources/updated');
  });
});

test('asked to end, the gateway ends with 0 and no process is left', async (t) => {
  const { gateway, client } = await busyGateway(t);
  const { started } = longCall(client);
  await started;
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  for (const server of ['everything', 'files', 'memory']) assert.deepEqual(gateway.pidsOf(server), [], server);
  assert.deepEqual(gateway.descendants(), [], 'the watchdog leaves before the gateway');
});

test('killed without warning, the gateway leaves no process either', async (t) => {
  const { gateway, client } = await busyGateway(t);
  const { started } = longCall(client);
  await started;
  assert.ok(gateway.descendants().length >= 3);
  await gateway.kill();
  await until('every server and the watchdog are gone', () => gateway.descendants().length === 0, 5000);
});

test('the descendants of a gateway are found by their environment', async (t) => {
  const { gateway } = await busyGateway(t);
  const commands = gateway.descendants().map(({ command }) => command);
  for (const name of ['everything', 'filesystem', 'memory']) assert.ok(commands.some((command) => command.includes(name)), commands.join('\n'));
  assert.deepEqual(processesWith('SIGNALBOX_TEST_RUN', 'nobody'), []);
});
