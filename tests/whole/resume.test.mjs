// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that break: what was missed comes again, once, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { eventsOf, messageOf, RawSession } from './support/raw.mjs';
import { everything } from './support/servers.mjs';
import { until } from './support/until.mjs';

const call = (duration, steps) => ({
  id: 'long',
  method: 'tools/call',
  params: {
    name: 'everything__trigger-long-running-operation',
    arguments: { duration, steps },
    _meta: { progressToken: 'token' },
  },
});

/** Reads a stream until an event satisfies done, then breaks the connection; the events so far. */
async function readAndBreak(response, connection, done) {
  const events = [];
  try {
    for await (const event of eventsOf(response)) {
      events.push(event);
      if (done(event)) break;
    }
  } finally {
    connection.abort();
  }
  return events;
}

async function readAll(response) {
  const events = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

const progressOf = (events) =>
  events.map(messageOf).filter((message) => message?.method === 'notifications/progress').map(({ params }) => params.progress);
const answersOf = (events) => events.map(messageOf).filter((message) => message?.id === 'long');

test('a broken stream goes on after the last event seen, and the answer comes once', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const session = await RawSession.open(gateway.url);
  const connection = new AbortController();
  const response = await session.post(call(1, 5), connection.signal);
  const first = await readAndBreak(response, connection, (event) => messageOf(event)?.params?.progress === 2);
  assert.deepEqual(progressOf(first), [1, 2]);
  const resumed = await session.get(first.at(-1).id);
  assert.equal(resumed.status, 200);
  const second = await readAll(resumed);
  assert.deepEqual(progressOf(second), [3, 4, 5]);
  assert.equal(answersOf(second).length, 1);
  assert.match(textOf(answersOf(second)[0].result), /completed/);
  const ids = [...first, ...second].map(({ id }) => id).filter(Boolean);
  assert.equal(new Set(ids).size, ids.length, 'no id twice');
});

test('an answer that was missed can still be fetched after the call has ended', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const session = await RawSession.open(gateway.url);
  const all = await readAll(await session.post(call(0.4, 2)));
  const from = all.find((event) => messageOf(event)?.params?.progress === 2);
  const again = await readAll(await session.get(from.id));
  assert.deepEqual(again.filter(({ data }) => data), [all.at(-1)], 'the same event under the same id');
});

test('an id of somebody else, of nothing or of nowhere is refused and replays nothing', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const [mine, theirs] = [await RawSession.open(gateway.url), await RawSession.open(gateway.url)];
  const events = await readAll(await theirs.post(call(0.2, 2)));
  for (const id of [events[0].id, 'nonsense', '1', events.at(-1).id.replace(/\d+$/, '999999')]) {
    const response = await mine.get(id);
    assert.equal(response.status, 400, `for ${id}`);
    assert.equal((await response.json()).error.code, -32000);
  }
});

test('each notification goes to one of two open streams', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const session = await RawSession.open(gateway.url);
  const connections = [new AbortController(), new AbortController()];
  t.after(() => connections.forEach((connection) => connection.abort()));
  const seen = [];
  for (const connection of connections) {
    const response = await session.get(undefined, connection.signal);
    assert.equal(response.status, 200);
    (async () => {
      for await (const event of eventsOf(response)) seen.push(messageOf(event));
    })().catch(() => {}); // broken at the end of the test
  }
  const uri = 'demo://resource/dynamic/text/1';
  const [subscribed] = await session.ask({ id: 1, method: 'resources/subscribe', params: { uri } });
  assert.deepEqual(subscribed.result, {});
  const inCall = await session.ask({ id: 2, method: 'tools/call', params: { name: 'everything__toggle-subscriber-updates', arguments: {} } });
  const updates = () => [...seen, ...inCall].filter((message) => message?.method === 'notifications/resources/updated');
  await until('the update arrives', () => updates().length > 0);
  await session.ask({ id: 3, method: 'ping' });
  assert.equal(updates().length, 1);
});

test('after a restart an old session is unknown and no event id is used again', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const idsOf = async () => {
    const session = await RawSession.open(gateway.url);
    const events = await readAll(await session.post(call(0.2, 2)));
    return { session, ids: events.map(({ id }) => id).filter(Boolean) };
  };
  const runs = [await idsOf()];
  for (const end of ['stop', 'kill']) {
    await gateway[end]();
    await gateway.run();
    const old = RawSession.resumed(gateway.url, runs.at(-1).session.id);
    assert.equal((await old.post({ id: 1, method: 'ping' })).status, 404);
    assert.equal((await old.get(runs.at(-1).ids[0])).status, 404);
    runs.push(await idsOf());
  }
  const ids = runs.flatMap((run) => run.ids);
  assert.ok(ids.length >= 9, ids.join());
  assert.equal(new Set(ids).size, ids.length, ids.join());
});
