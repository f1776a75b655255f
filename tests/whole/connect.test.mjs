// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that only speak over standard input and output, through `signalbox connect`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, test } from 'node:test';
import { connectOverLines, heard, textOf } from './support/client.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { freePort } from './support/networked.mjs';
import { everything, memory } from './support/servers.mjs';
import { connectStatelessOverLines } from './support/stateless.mjs';
import { until, within } from './support/until.mjs';

const echo = async (client, message, name = 'everything__echo') =>
  textOf(await client.callTool({ name, arguments: { message } }));

describe('every feature over standard input and output', () => {
  everyFeature(async (t, name) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    return connectOverLines(t, gateway.connecting(), name);
  });
});

test('a client without sessions', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connectStatelessOverLines(t, gateway.connecting('--backend', 'everything'), 'ada');
  const call = async (name, args = {}, options = undefined) => textOf(await client.callTool({ name, arguments: args }, options));
  assert.ok((await client.listTools()).tools.length > 5);
  assert.equal(await call('echo', { message: 'x' }), 'Echo: x');
  assert.match(await call('trigger-sampling-request', { prompt: 'say it' }), /sampled by ada/);
  const uri = 'demo://resource/dynamic/text/7';
  const subscription = await client.listen({ resourceSubscriptions: [uri] });
  await call('toggle-subscriber-updates');
  assert.equal((await heard(client, 'notifications/resources/updated'))[0].params.uri, uri);
  await subscription.close();
  const enough = new AbortController();
  await assert.rejects(
    call('trigger-long-running-operation', { duration: 60, steps: 600 }, { signal: enough.signal, onprogress: () => enough.abort('enough') }),
    /enough|abort/i
  );
  const health = new URL('/healthz', gateway.url);
  await until('nothing is left open', async () => {
    const { calls, streams } = await (await fetch(health)).json();
    return calls === 0 && streams === 0;
  });
});

test('one backend alone, names untouched', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connectOverLines(t, gateway.connecting('--backend', 'everything'));
  assert.equal(await echo(client, 'x', 'echo'), 'Echo: x');
});

test('one backend alone, by the name in the settings', async (t) => {
  const gateway = await Gateway.start({ t, servers: { 'Every Thing': everything() } });
  const client = await connectOverLines(t, gateway.connecting('--backend', 'Every Thing'));
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
  const { port } = gateway;
  await gateway.kill();
  await gateway.run(port);
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

/** Starts connect by hand: what it says, and its end. */
function bare(t, { command, args, env }) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  t.after(() => {
    if (t.passed === false) t.diagnostic(`connect said:\n${said.err}`);
    child.kill('SIGKILL');
  });
  child.stdout.on('data', (data) => (said.out += data));
  child.stderr.on('data', (data) => (said.err += data));
  child.stdin.on('error', () => {});
  return {
    child,
    said,
    exited: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
    send: (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    answers: () => said.out.split('\n').filter(Boolean).map((line) => JSON.parse(line)),
  };
}

const hello = {
  id: 'one',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};

test('what was asked before the input ended is answered', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const { send, child, exited, answers } = bare(t, gateway.connecting());
  send(hello);
  send({ method: 'notifications/initialized' });
  send({ id: 2, method: 'tools/call', params: { name: 'everything__echo', arguments: { message: 'last words' } } });
  child.stdin.end();
  assert.deepEqual(await within(30_000, 'it ends', exited), { code: 0, signal: null });
  assert.equal(textOf(answers().find(({ id }) => id === 2).result), 'Echo: last words');
});

test('what is too long for the gateway is refused by name', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const { send, answers } = bare(t, gateway.connecting());
  send(hello);
  send({ method: 'notifications/initialized' });
  const name = 'everything__echo';
  send({ id: 2, method: 'tools/call', params: { name, arguments: { message: 'x'.repeat(20 << 20) } } });
  send({ id: 3, method: 'tools/call', params: { name, arguments: { message: 'short' } } });
  send({ id: 4, method: 'tools/call', params: { name, arguments: { message: 'x'.repeat(65 << 20) } } });
  await until('all are answered', () => answers().length === 4, 60_000);
  const of = (wanted) => answers().find(({ id }) => id === wanted);
  assert.match(of(2).error.message, /413|long/);
  assert.equal(textOf(of(3).result), 'Echo: short');
  assert.match(of(null).error.message, /64 MiB/);
});

test('a gateway that cannot start says why, at once', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  await gateway.stop();
  gateway.writeText('{ "mcpServers": ');
  const { send, answers, said } = bare(t, gateway.connecting());
  send(hello);
  await until('a person hears why', () => /does not start: .*signalbox\.json/.test(said.err), 30_000);
  gateway.write({ everything: everything() });
  await until('it is there as soon as it can be', () => answers().length === 1, 60_000);
  assert.equal(answers()[0].result.protocolVersion, '2025-11-25');
});

test('a gateway that was ended stays so until it is needed, and then runs at home', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() }, settings: { listen: { port: await freePort() } } });
  const { send, answers } = bare(t, gateway.connecting());
  send(hello);
  send({ method: 'notifications/initialized' });
  await until('the handshake', () => answers().length === 1);
  await gateway.stop();
  const gateways = () =>
    gateway.descendants().filter(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--at-login'));
  assert.deepEqual(gateways(), []);
  send({ id: 2, method: 'tools/call', params: { name: 'everything__echo', arguments: { message: 'needed' } } });
  await until('the call is answered', () => answers().some(({ id }) => id === 2), 60_000);
  assert.equal(textOf(answers().find(({ id }) => id === 2).result), 'Echo: needed');
  assert.equal(readlinkSync(`/proc/${gateways()[0].pid}/cwd`), homedir());
});

test('is small, and ends with its client', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const { child, exited, send, answers } = bare(t, gateway.connecting());
  send(hello);
  child.stdin.write('this is no message\n');
  await until('both are answered', () => answers().length === 2);
  assert.equal(answers().find(({ id }) => id === 'one').result.protocolVersion, '2025-11-25');
  assert.equal(answers().find(({ id }) => id === null).error.code, -32700);
  assert.doesNotMatch(readFileSync(`/proc/${child.pid}/maps`, 'utf8'), /Qt6(Gui|Widgets)/);
  child.stdin.end();
  assert.deepEqual(await within(10_000, 'it ends with its client', exited), { code: 0, signal: null });
});

for (const [how, leave] of [
  ['the signal TERM', ({ child }) => child.kill('SIGTERM')],
  ['a client that no longer reads', ({ child, send }) => (child.stdout.destroy(), send({ id: 'two', method: 'ping' }))],
]) {
  test(`ends in good order with ${how}; the gateway lives on`, async (t) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    const connected = bare(t, gateway.connecting());
    connected.send(hello);
    await until('the handshake', () => connected.answers().length === 1);
    leave(connected);
    assert.deepEqual(await within(10_000, 'it ends', connected.exited), { code: 0, signal: null });
    assert.deepEqual(gateway.pidsOf('connect'), [], 'nothing of it is left');
    const client = await connectOverLines(t, gateway.connecting());
    assert.equal(await echo(client, 'still here'), 'Echo: still here');
  });
}
