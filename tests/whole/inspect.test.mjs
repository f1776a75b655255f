// SPDX-License-Identifier: GPL-3.0-or-later
// The wire of a running gateway in the terminal: real clients, real servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { connectStateless } from './support/stateless.mjs';
import { begin, run } from './support/subcommand.mjs';
import { until, within } from './support/until.mjs';

const SESSIONLESS = { command: process.execPath, args: [fileURLToPath(new URL('support/sessionless.mjs', import.meta.url)), '--lines'] };
const echo = (client, message, name = 'everything__echo') => client.callTool({ name, arguments: { message } });
const objects = (text) => text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map((line) => JSON.parse(line));
const outline = (records) => records.map(({ side, direction, kind }) => `${side} ${direction} ${kind}`);
const WHOLE_CALL = ['client in request', 'server out request', 'server in result', 'client out result'];

/** An inspector that records already; `records()` is what it has printed so far. */
async function inspect(t, gateway, ...words) {
  const look = begin(t, gateway, 'inspect', ...words);
  look.records = () => objects(look.said);
  await until('recording has begun', () => look.complained.includes('recorded from now on'));
  return look;
}

async function interrupt(look, signal = 'SIGINT') {
  look.child.kill(signal);
  return within(10_000, `it ends after ${signal}`, look.ended);
}

test('a call is seen on both sides, without secrets, and nothing is kept afterwards', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connect(t, gateway.url, 'watched');
  const look = await inspect(t, gateway, '--json');
  await client.callTool({ name: 'everything__echo', arguments: { message: 'grüße', apiKey: 'do-not-show-me' } });
  const answer = await until('the answer is seen', () => look.records().find(({ method, side, kind, direction }) => method === 'tools/call' && side === 'client' && direction === 'out' && kind === 'result'));
  const call = look.records().filter((record) => record.call === answer.call);
  assert.deepEqual(outline(call), WHOLE_CALL);
  assert.ok(answer.serverUs > 0 && answer.gatewayUs >= 0 && answer.who === 'watched');
  assert.equal(JSON.parse(call[0].message).params.name, 'everything__echo');
  assert.equal(JSON.parse(call[1].message).params.name, 'echo');
  assert.match(answer.message, /grüße/);
  assert.ok(call[0].hidden && !look.said.includes('do-not-show-me'));

  // Whoever comes while it is recorded sees what is kept of that call.
  const number = String(answer.call);
  const second = await inspect(t, gateway, '--json', '--call', number);
  await until('what is kept is told', () => second.records().length === 4);
  assert.equal(await interrupt(second), 0);
  assert.deepEqual(second.records(), call);
  assert.equal(await interrupt(look, 'SIGTERM'), 0);
  assert.ok(look.said.endsWith('}\n'));

  for (const signal of ['SIGKILL', 'SIGINT']) {
    const third = await inspect(t, gateway, '--json', '--call', number);
    await echo(client, 'between');
    await interrupt(third, signal);
    assert.equal(third.said, '', 'nothing of that call is kept');
  }
});

test('lines for people, with what they want and nothing else', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything(), other: everything() } });
  const client = await connect(t, gateway.url, 'reader');
  const { sessions } = JSON.parse((await run(t, gateway, 'sessions', '--json')).said);
  const session = String(sessions[0].number);
  const stranger = await connect(t, gateway.url, 'stranger');
  const calls = await inspect(t, gateway, '--session', session, '--method', 'tools/call');
  const servers = await inspect(t, gateway, '--backend', 'other', '--body');
  const errors = await inspect(t, gateway, '--errors', '--json');
  await echo(stranger, 'from elsewhere', 'other__echo');
  await client.listTools();
  await echo(client, 'ours');
  await assert.rejects(client.readResource({ uri: 'nowhere:to/be/found' }));
  await until('the call is seen', () => calls.said.split('\n').length > 4);
  assert.match(calls.said, /^\d\d:\d\d:\d\d\.\d{3} #\d+ +from client \d+ reader +tools\/call everything__echo +id \d+, [\d.]+ (B|KiB)\n/);
  assert.match(calls.said, / to server +everything +tools\/call echo +id \d+, /);
  assert.match(calls.said, / to client +\d+ reader +tools\/call answer +id \d+, .*, server [\d.]+ ms, gateway [\d.]+ ms, answered\n$/);
  assert.ok(!calls.said.includes('stranger') && !calls.said.includes('tools/list') && !calls.said.includes('\x1b'));
  await until('the other server is seen', () => servers.said.includes('"text": "Echo: from elsewhere"'));
  assert.match(servers.said, /\n {4}\{\n {6}"method": "tools\/call",\n|\n {4}\{\n {6}"jsonrpc": "2\.0",\n/);
  assert.ok(!servers.said.includes('ours'));
  await until('the failure is seen', () => errors.records().length > 0);
  assert.ok(errors.records().every(({ failed, method }) => failed && method === 'resources/read'));
  for (const look of [calls, servers, errors]) assert.equal(await interrupt(look), 0);

  const unknown = await run(t, gateway, 'inspect', '--backend', 'nobody');
  assert.deepEqual([unknown.code, unknown.said], [1, '']);
  assert.match(unknown.complained, /expected one of everything, other; got "nobody"/);
});

test('all rounds of a request without session are one call', async (t) => {
  const gateway = await Gateway.start({ t, servers: { sessionless: SESSIONLESS, everything: everything() } });
  const client = await connectStateless(t, gateway.url, 'rounds');
  const look = await inspect(t, gateway, '--json', '--method', 'tools/call');
  for (const name of ['sessionless__ask', 'everything__trigger-elicitation-request']) {
    await client.callTool({ name, arguments: {} });
    const requests = () => look.records().filter(({ side, kind, message }) => side === 'client' && kind === 'request' && message.includes(`"${name}"`));
    const last = () => look.records().findLast(({ side, kind }) => side === 'client' && kind === 'result');
    await until(`${name} is answered`, () => requests().length > 1 && last() && JSON.parse(last().message).result.resultType === 'complete' && last().call === requests()[0].call);
    assert.equal(new Set(requests().map(({ call }) => call)).size, 1, name);
    assert.equal(new Set(requests().map(({ id }) => id)).size, requests().length, 'each round has an id of its own');
  }
  assert.equal(await interrupt(look), 0);
});

test('who reads slowly loses messages, is told how many, and holds up nobody', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connect(t, gateway.url);
  const look = await inspect(t, gateway, '--json');
  look.child.stdout.pause();
  const long = 'x'.repeat(100_000);
  const calls = 120;
  for (let at = 0; at < calls; ++at) assert.equal(textOf(await echo(client, long)).length, long.length + 6);
  look.child.stdout.resume();
  await echo(client, 'the last one');
  await until('the newest is seen', () => look.said.includes('Echo: the last one'), 30_000);
  const [, told] = await until('the gap is told', () => /([\d,]+) messages were not kept/.exec(look.complained));
  const serials = look.records().map(({ serial }) => serial);
  const gaps = serials.slice(1).reduce((sum, serial, at) => sum + serial - serials[at] - 1, 0);
  assert.ok(gaps > 0 && gaps >= Number(told.replaceAll(',', '')));
  assert.equal(await interrupt(look), 0);
});

test('it ends with the gateway', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const look = await inspect(t, gateway);
  await gateway.stop();
  assert.equal(await within(10_000, 'it ends with the gateway', look.ended), 6);
  assert.match(look.complained, /the gateway has ended|the gateway is ending/);
});
