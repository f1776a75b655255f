// SPDX-License-Identifier: GPL-3.0-or-later
// Servers over HTTP that mean no good: the call ends in time and in words that name the server, memory stays bounded,
// neighbours are answered all the while, nobody is contacted who was not asked for, and the next call works.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { mischief } from './support/mischief.mjs';
import { RawSession } from './support/raw.mjs';
import { Rogue } from './support/rogue.mjs';
import { everything } from './support/servers.mjs';
import { until, within } from './support/until.mjs';

const CALL_LIMIT = 20_000; // far below the hour a call has by itself
const NEIGHBOUR_LIMIT = 5_000;
const MOST_GROWTH = 200 * 1024; // KiB; what a sanitizer holds back included
const SECRET = 'Bearer only-for-the-server-itself';

const memory = (pid, what) => Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** Runs act and tells by how many KiB the process grew at its worst. */
async function growth(pid, act) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the highest so far is forgotten
  const start = memory(pid, 'VmRSS');
  await act();
  return memory(pid, 'VmHWM') - start;
}

/** Asks the neighbour again and again until the promise is settled. */
async function meanwhile(neighbour, promise) {
  let isOver = false;
  const over = () => (isOver = true);
  promise.then(over, over);
  do {
    const echo = neighbour.callTool({ name: 'echo', arguments: { message: 'still there' } });
    assert.match(textOf(await within(NEIGHBOUR_LIMIT, 'the neighbour answers', echo)), /still there/);
    await pause(20);
  } while (!isOver);
}

// One gateway for all: whatever one of them does, the others have to bear it.
const hooks = { ends: [], after: (end) => hooks.ends.push(end) };
const rogues = new Map();
let gateway;
let neighbour;
let bystander;

before(async () => {
  bystander = await Rogue.start(hooks);
  const servers = { neighbour: everything() };
  for (const { name, does, at = 'tools/call', type = 'http', limits, session } of mischief) {
    const script = (exchange) => (at === '' || exchange.message?.method === at ? does(exchange) : false);
    const rogue = await Rogue.start(hooks, script, session);
    rogue.kept.bystander = bystander.origin;
    rogues.set(name, rogue);
    servers[name] = { type, url: rogue.url, headers: { Authorization: SECRET }, ...(limits && { signalbox: { limits } }) };
  }
  for (const [name, transport] of [['whole-json', 'json'], ['whole-event', 'event']]) {
    const script = (x) => {
      if (x.message?.method !== 'tools/call') return false;
      if (transport === 'json') return x.result(bulk());
      x.stream();
      x.event(x.response(bulk()));
      return x.end();
    };
    servers[name] = { type: 'http', url: (await Rogue.start(hooks, script)).url };
  }
  const limits = { serverMessage: '16 MiB', listWait: '500 ms', restartDelay: '50 ms', restartDelayMax: '2 s', crashLoop: 1000 };
  gateway = await Gateway.start({ t: hooks, servers, settings: { limits } });
  neighbour = await connect(hooks, `${gateway.url}/neighbour`, 'neighbour');
  const tools = async () => (await neighbour.listTools()).tools.some(({ name }) => name === 'echo');
  await until('the neighbour is there', tools, 30_000);
});

after(async () => {
  for (const end of hooks.ends.reverse()) await end();
});

for (const { name, says, holds, comes, at = 'tools/call' } of mischief) {
  test(name, async (t) => {
    const rogue = rogues.get(name);
    const client = await connect(t, `${gateway.url}/${name}`);
    const call = () => client.callTool({ name: 'trap', arguments: {} });
    const strangers = bystander.connections;
    const grown = await growth(gateway.pid, async () => {
      const ended = within(CALL_LIMIT, 'the call ends', call()).then(textOf, (error) => error.message);
      await meanwhile(neighbour, ended);
      const told = await ended;
      if (!says) return assert.equal(told, 'fine');
      assert.match(told, says);
      assert.ok(told.includes(`${name}: `), `it names the server: ${told}`);
      return assert.ok(!told.includes(SECRET), 'no secret is told');
    });
    assert.ok(grown < MOST_GROWTH, `grew by ${grown} KiB`);
    assert.equal(bystander.connections, strangers, 'nobody else was contacted');
    assert.equal(holds?.(rogue) || '', '');
    if (comes) await until('the rogue sees it', () => comes(rogue));
    rogue.isTame = true;
    if (says && at !== '')
      await until('the next call works', () => call().then((result) => textOf(result) === 'fine', () => false), CALL_LIMIT);
  });
}

/** A legal result of 10 MB that does not survive being read and written again. */
function bulk() {
  const odd = '{ "z":1.50,"a":12345678901234567890, "u":"\\u00e4\\/ä", "e":1E+2 }';
  return `{"content":[{"type":"text","text":"${'0123456789'.repeat(1_000_000)}"}], "_meta":${odd}}`;
}

for (const name of ['whole-json', 'whole-event']) {
  test(`${name}: a legal result of 10 MB passes byte for byte`, async (t) => {
    const session = await RawSession.open(`${gateway.url}/${name}`);
    t.after(() => session.end());
    const response = await session.post({ id: 1, method: 'tools/call', params: { name: 'trap', arguments: {} } });
    const text = await within(CALL_LIMIT, 'the answer', response.text());
    assert.ok(text.includes(`"result":${bulk()}`), text.slice(0, 300));
  });
}
