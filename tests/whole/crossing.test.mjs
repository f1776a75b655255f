// SPDX-License-Identifier: GPL-3.0-or-later
// Two clients on one gateway, with the same request ids and progress tokens: nothing reaches the wrong one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { eventsOf, messageOf, RawSession } from './support/raw.mjs';
import { everything, fixture } from './support/servers.mjs';

test('a hundred calls of two clients each get their own answer', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const clients = [await connect(t, gateway.url, 'one'), await connect(t, gateway.url, 'two')];
  const calls = clients.flatMap((client, who) =>
    Array.from({ length: 50 }, async (_, i) => {
      const message = `client ${who} call ${i}`;
      const result = await client.callTool({ name: 'everything__echo', arguments: { message } });
      assert.equal(textOf(result), `Echo: ${message}`);
    })
  );
  await Promise.all(calls);
});

test('equal ids and progress tokens of two sessions stay apart', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const run = async (steps) => {
    const session = await RawSession.open(gateway.url);
    return session.ask({
      id: 1,
      method: 'tools/call',
      params: {
        name: 'everything__trigger-long-running-operation',
        arguments: { duration: 0.6, steps },
        _meta: { progressToken: 'same' },
      },
    });
  };
  const outcomes = await Promise.all([run(3), run(4)]);
  for (const [i, steps] of [3, 4].entries()) {
    const progress = outcomes[i].filter(({ method }) => method === 'notifications/progress');
    assert.deepEqual(progress.map(({ params }) => params), Array.from({ length: steps }, (_, step) => ({ progress: step + 1, total: steps, progressToken: 'same' })));
    const answer = outcomes[i].at(-1);
    assert.equal(answer.id, 1);
    assert.match(textOf(answer.result), new RegExp(`Steps: ${steps}`));
    assert.equal(outcomes[i].length, steps + 1, 'nothing else');
  }
});

test("cancelling a call leaves the other client's call of the same id alone", async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const [one, two] = [await RawSession.open(gateway.url), await RawSession.open(gateway.url)];
  const call = (duration) => ({
    id: 5,
    method: 'tools/call',
    params: { name: 'everything__trigger-long-running-operation', arguments: { duration, steps: 4 }, _meta: { progressToken: 5 } },
  });
  const broken = new AbortController();
  const [ofOne, ofTwo] = await Promise.all([one.post(call(30), broken.signal), two.post(call(1))]);
  await (await one.post({ method: 'notifications/cancelled', params: { requestId: 5, reason: 'enough' } })).text();
  const messages = [];
  for await (const event of eventsOf(ofTwo)) messages.push(messageOf(event));
  broken.abort();
  await ofOne.body?.cancel().catch(() => {});
  assert.match(textOf(messages.at(-1).result), /completed/);
});

test('with one instance for each session, questions of two calls at once reach their own clients', async (t) => {
  const gateway = await Gateway.start({ t, servers: { fixture: { ...fixture(), signalbox: { instances: 'session' } } } });
  const names = ['ada', 'bob'];
  const clients = await Promise.all(names.map((name) => connect(t, gateway.url, name)));
  const answers = await Promise.all(
    clients.flatMap((client, i) =>
      Array.from({ length: 5 }, async () => [
        names[i],
        textOf(await client.callTool({ name: 'fixture__test_elicitation', arguments: { message: 'who?' } })),
      ])
    )
  );
  for (const [name, text] of answers) assert.match(text, new RegExp(`"username":"${name}"`));
});

test('a shared server never gets an answer of the wrong client: it gets the right one or a refusal', async (t) => {
  const gateway = await Gateway.start({ t, servers: { fixture: fixture() } });
  const names = ['ada', 'bob'];
  const clients = await Promise.all(names.map((name) => connect(t, gateway.url, name)));
  const other = { ada: 'bob', bob: 'ada' };
  const rounds = await Promise.all(
    clients.flatMap((client, i) =>
      Array.from({ length: 4 }, async () => [
        names[i],
        textOf(await client.callTool({ name: 'fixture__test_elicitation', arguments: { message: 'who?' } })),
      ])
    )
  );
  for (const [name, text] of rounds) {
    assert.doesNotMatch(text, new RegExp(`"username":"${other[name]}"`));
    assert.match(text, new RegExp(`"username":"${name}"|Not supported, or an error`));
  }
});
