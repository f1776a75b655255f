// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that only speak over standard input and output, through `signalbox connect`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { connectOverLines, heard, textOf } from './support/client.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { freePort } from './support/networked.mjs';
import { everything, memory } from './support/servers.mjs';
import { until, within } from './support/until.mjs';

const echo = async (client, message, name = 'everything__echo') =>
  textOf(await client.callTool({ name, arguments: { message } }));

describe('every feature over standard input and output', () => {
  everyFeature(async (t, name) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    return connectOverLines(t, gateway.connecting(), name);
  });
});

test('one backend alone, names untouched', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connectOverLines(t, gateway.connecting('--backend', 'everything'));
  assert.equal(await echo(client, 'x', 'echo'), 'Echo: x');
});

test('at an address, with the token of the environment', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() }, settings: { auth: { token: 'sesame' } } });
  const { command, env } = gateway.connecting();
  const args = ['connect', '--url', gateway.url];
  const client = await connectOverLines(t, { command, args, env: { ...env, SIGNALBOX_TOKEN: 'sesame' } });
  assert.equal(await echo(client, 'let in'), 'Echo: let in');
  await assert.rejects(connectOverLines(t, { command, args, env: { ...env, SIGNALBOX_TOKEN: 'wrong' } }), /401|token/i);
});

test('the token of the settings is found by itself', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() }, settings: { auth: { token: 'sesame' } } });
  const client = await connectOverLines(t, gateway.connecting());
  assert.equal(await echo(client, 'let in'), 'Echo: let in');
});

test('a restarted gateway is not noticed: calls, log level and subscriptions go on', async (t) => {
  const gateway = await Gateway.start({
    t,
    servers: (folder) => ({ everything: everything(), memory: memory(folder) }),
    settings: { listen: { port: await freePort() } },
  });
  const client = await connectOverLines(t, gateway.connecting());
  const uri = 'memory://knowledge-graph';
  const change = (name) =>
    client.callTool({ name: 'memory__create_entities', arguments: { entities: [{ name, entityType: 'thing', observations: [] }] } });
  await client.subscribeResource({ uri });
  await change('first');
  await heard(client, 'notifications/resources/updated', 1);
  let progress = 0;
  const long = client.callTool(
    { name: 'everything__trigger-long-running-operation', arguments: { duration: 60, steps: 600 } },
    undefined,
    { onprogress: () => ++progress }
  );
  await until('the long call runs', () => progress > 0);
  const ended = assert.rejects(long, /outcome of the request is unknown/);
  await gateway.kill();
  await gateway.run();
  await ended;
  assert.equal(await echo(client, 'again'), 'Echo: again');
  const before = client.notices.length;
  await change('second');
  await until('the change is told', () =>
    client.notices.slice(before).some(({ method, params }) => method === 'notifications/resources/updated' && params.uri === uri)
  );
});

test('starts a gateway if none runs, and one only', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() }, settings: { listen: { port: await freePort() } } });
  await gateway.stop();
  const clients = await Promise.all([1, 2, 3].map((i) => connectOverLines(t, gateway.connecting(), `client ${i}`)));
  for (const client of clients) assert.equal(await echo(client, 'up'), 'Echo: up');
  const gateways = gateway.descendants().filter(({ pid }) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('--at-login') && words[0].endsWith('signalbox');
  });
  // The gateway and the watchdog it forked have one command line.
  assert.ok(gateways.length >= 1 && gateways.length <= 2, `${gateways.length} processes of gateways`);
  assert.equal(gateway.pidsOf('everything').length, 1, 'one server for all');
});

test('is small, and ends with its client', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const { command, args, env } = gateway.connecting();
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  const hello = { jsonrpc: '2.0', id: 'one', method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } } };
  child.stdin.write(`${JSON.stringify(hello)}\nthis is no message\n`);
  await until('both are answered', () => out.trim().split('\n').length === 2);
  const answers = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.find(({ id }) => id === 'one').result.protocolVersion, '2025-11-25');
  assert.equal(answers.find(({ id }) => id === null).error.code, -32700);
  assert.doesNotMatch(readFileSync(`/proc/${child.pid}/maps`, 'utf8'), /Qt6(Gui|Widgets)/);
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  child.stdin.end();
  assert.equal(await within(10_000, 'it ends with its client', exited), 0);
});

for (const [how, leave] of [
  ['the signal TERM', ({ child }) => child.kill('SIGTERM')],
  ['a client that no longer reads', ({ child, send }) => (child.stdout.destroy(), send({ id: 'two', method: 'ping' }))],
]) {
  test(`ends in good order with ${how}; the gateway lives on`, async (t) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    const { command, args, env } = gateway.connecting();
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const greeted = new Promise((resolve) => child.stdout.once('data', resolve));
    send({ id: 'one', method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } } });
    await within(10_000, 'the handshake', greeted);
    leave({ child, send });
    assert.deepEqual(await within(10_000, 'it ends', exited), { code: 0, signal: null });
    assert.deepEqual(gateway.pidsOf('connect'), [], 'nothing of it is left');
    const client = await connectOverLines(t, gateway.connecting());
    assert.equal(await echo(client, 'still here'), 'Echo: still here');
  });
}
