// SPDX-License-Identifier: GPL-3.0-or-later
// Servers over HTTP that die, come back and forget: clients notice nothing but calls whose outcome nobody can know.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect, connectOverLines, connectOverSse, heard, noticesOf, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { NetworkedServer } from './support/networked.mjs';
import { until } from './support/until.mjs';

const LEDGER = fileURLToPath(new URL('./support/ledger.mjs', import.meta.url));
const UPDATED = 'notifications/resources/updated';
const CHANGED = 'notifications/tools/list_changed';
// What a client may be told of a call instead of its answer.
const HONEST = /(outcome|carried out) (of the request )?is unknown|was not sent|was not carried out/;

/** A ledger and a gateway in front of it; lines() are what was written into the file. */
async function stage(t, { path = '/mcp', type = 'http', settings = {}, env = {}, server = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-ledger-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'ledger');
  const read = (name) => (existsSync(name) ? readFileSync(name, 'utf8').split('\n').filter(Boolean) : []);
  const ledger = await NetworkedServer.start(t, [LEDGER], path, { LEDGER: file, ...env });
  const gateway = await Gateway.start({ t, servers: { ledger: { type, url: ledger.url, ...server } }, settings });
  return { gateway, ledger, lines: () => read(file), sessions: () => read(`${file}.sessions`) };
}

const append = async (client, key) => textOf(await client.callTool({ name: 'ledger__append', arguments: { key } }));
const ready = (client) =>
  until('the tools of the ledger', async () => (await client.listTools()).tools.some(({ name }) => name === 'ledger__append'));

for (const [name, path, type] of [['Streamable HTTP', '/mcp', 'http'], ['HTTP+SSE', '/sse', 'sse']]) {
  test(`under load, a server over ${name} is killed and started again and again`, async (t) => {
    const { gateway, ledger, lines } = await stage(t, { path, type });
    const clients = await Promise.all([
      connect(t, gateway.url, 'one'),
      connect(t, gateway.url, 'two'),
      connectOverSse(t, new URL('/sse', gateway.url).href, 'three'),
      connectOverLines(t, gateway.connecting(), 'four'),
    ]);
    await ready(clients[0]);
    clients[0].notices.length = 0;
    await clients[0].setLoggingLevel('warning');
    await clients[0].subscribeResource({ uri: 'ledger://keys' });
    const answered = new Set();
    const told = [];
    let isOver = false;
    let last = 0;
    const load = async (client) => {
      while (!isOver) {
        const key = `key-${++last}`;
        try {
          assert.equal(await append(client, key), key);
          answered.add(key);
        } catch (error) {
          told.push(error.message);
          assert.match(error.message, HONEST);
        }
      }
    };
    const loads = clients.flatMap((client) => [load(client), load(client), load(client)]);
    for (let round = 0; round < 4; ++round) {
      const before = answered.size;
      await until('calls are answered', () => answered.size > before + 10, 30_000);
      await ledger.kill();
      await pause(100 * round); // the longer the later
      await ledger.run();
    }
    const before = answered.size;
    await until('calls are answered', () => answered.size > before + 10, 30_000);
    isOver = true;
    await Promise.all(loads);

    const counts = new Map();
    for (const key of lines()) counts.set(key, (counts.get(key) ?? 0) + 1);
    assert.deepEqual([...counts].filter(([, count]) => count > 1), [], 'no call was carried out twice');
    assert.deepEqual([...answered].filter((key) => !counts.has(key)), [], 'what was answered was carried out');
    t.diagnostic(`${answered.size} calls answered, ${told.length} told that nobody knows`);
    assert.equal(textOf(await clients[0].callTool({ name: 'ledger__level', arguments: {} })), 'warning', 'the log level is restored');
    const notices = noticesOf(clients[0], UPDATED).length;
    await append(clients[1], 'after');
    await heard(clients[0], UPDATED, notices + 1);
    assert.equal(noticesOf(clients[0], CHANGED).length, 0, 'nothing changed');
  });
}

test('a forgotten session: ten calls at once are all answered, and one handshake is made', async (t) => {
  const { gateway, ledger, lines, sessions } = await stage(t);
  const client = await connect(t, gateway.url);
  await ready(client);
  assert.deepEqual(sessions(), ['begun']);
  await fetch(new URL('/forget', ledger.url), { method: 'POST' });
  const keys = Array.from({ length: 10 }, (_, i) => `k${i}`);
  assert.deepEqual(await Promise.all(keys.map((key) => append(client, key))), keys);
  assert.deepEqual(lines().sort(), keys);
  assert.deepEqual(sessions(), ['begun', 'begun']);
});

test('a server that comes back with another tool: clients are told once', async (t) => {
  const { gateway, ledger } = await stage(t);
  const client = await connect(t, gateway.url);
  await ready(client);
  client.notices.length = 0;
  await ledger.kill();
  await ledger.run({ EXTRA: 'another' });
  assert.equal(await append(client, 'back'), 'back');
  await heard(client, CHANGED);
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === 'ledger__another'));
  await append(client, 'more');
  assert.equal(noticesOf(client, CHANGED).length, 1);
});

test('a server that is not there yet is found when it comes', async (t) => {
  const { gateway, ledger } = await stage(t);
  await ledger.kill();
  await gateway.stop();
  await gateway.run();
  const client = await connect(t, `${gateway.url}/ledger`);
  const call = (key) => client.callTool({ name: 'append', arguments: { key } });
  await assert.rejects(call('early'), /does not accept connections|was not sent/);
  await ledger.run();
  await until('it is found', () => call('later').then(() => true, () => false), 30_000);
});

test('takes leave of its server when it ends', async (t) => {
  const { gateway, sessions } = await stage(t);
  const client = await connect(t, gateway.url);
  await ready(client);
  await client.close();
  await gateway.stop();
  await until('the server is told', () => sessions().includes('ended'));
});

test('a server that wants to know who asks', async (t) => {
  const { gateway, ledger } = await stage(t, { env: { TOKEN: 'sesame' } });
  const client = await connect(t, `${gateway.url}/ledger`);
  const call = () => client.callTool({ name: 'append', arguments: { key: 'k' } });
  await assert.rejects(call(), /401.*Authorization/s);
  process.env.LEDGER_TOKEN = 'sesame';
  t.after(() => delete process.env.LEDGER_TOKEN);
  await gateway.stop();
  gateway.write({ ledger: { type: 'http', url: ledger.url, headers: { Authorization: 'Bearer ${LEDGER_TOKEN}' } } });
  await gateway.run();
  const known = await connect(t, gateway.url);
  await ready(known);
  assert.equal(await append(known, 'welcome'), 'welcome');
});
