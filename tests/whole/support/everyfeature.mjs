// SPDX-License-Identifier: GPL-3.0-or-later
// What a client expects of server-everything behind a gateway, however it reaches the one and the gateway the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heard, noticesOf, textOf } from './client.mjs';

const UPDATED = 'notifications/resources/updated';
const LOGGED = 'notifications/message';

/**
 * Defines the tests. connect(t, name) gives a client of the gateway in front of the server "everything", whose names
 * begin with prefix.
 */
export function everyFeature(connect, prefix = 'everything__') {
  const call = async (client, name, args = {}, ...rest) =>
    textOf(await client.callTool({ name: prefix + name, arguments: args }, ...rest));

  test('lists and calls', async (t) => {
    const client = await connect(t, 'lister');
    const { tools } = await client.listTools();
    assert.ok(tools.some(({ name }) => name === `${prefix}echo`), tools.map(({ name }) => name).join());
    assert.equal(await call(client, 'echo', { message: 'grüße, 世界' }), 'Echo: grüße, 世界');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call(client, 'echo', { message: `${i}` })));
    assert.deepEqual(answers, Array.from({ length: 20 }, (_, i) => `Echo: ${i}`));
  });

  test('reads resources and gets prompts', async (t) => {
    const client = await connect(t, 'reader');
    const read = async (uri) => (await client.readResource({ uri })).contents[0];
    assert.match((await read('demo://resource/static/document/features.md')).text, /#/);
    assert.match((await read('demo://resource/dynamic/text/41')).text, /^Resource 41:/);
    const prompt = await client.getPrompt({ name: `${prefix}args-prompt`, arguments: { city: 'Zürich' } });
    assert.equal(prompt.messages[0].content.text, "What's weather in Zürich?");
  });

  test('completes arguments', async (t) => {
    const client = await connect(t, 'completer');
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: `${prefix}completable-prompt` },
      argument: { name: 'name', value: 'A' },
      context: { arguments: { department: 'Engineering' } },
    });
    assert.deepEqual(completion.values, ['Alice']);
  });

  test('reports progress to the asker', async (t) => {
    const client = await connect(t, 'watcher');
    const seen = [];
    const options = { onprogress: ({ progress, total }) => seen.push(`${progress}/${total}`) };
    assert.match(await call(client, 'trigger-long-running-operation', { duration: 0.5, steps: 5 }, undefined, options), /completed/);
    // The client forgets a call's listener with its answer, so the last step may come too late for it.
    assert.deepEqual(seen.slice(0, 4), ['1/5', '2/5', '3/5', '4/5']);
  });

  test('asks the client for a sample, a form and its roots', async (t) => {
    const client = await connect(t, 'ada');
    assert.match(await call(client, 'trigger-sampling-request', { prompt: 'say it' }), /sampled by ada/);
    assert.match(await call(client, 'trigger-elicitation-request'), /Name: ada/);
    assert.deepEqual(client.asked.filter(({ what }) => what !== 'roots').map(({ what }) => what), ['sampling', 'elicitation']);
  });

  test('tells a subscriber of changes and passes log lines', async (t) => {
    const client = await connect(t, 'follower');
    const uri = 'demo://resource/dynamic/text/7';
    await client.setLoggingLevel('debug');
    await client.subscribeResource({ uri });
    await heard(client, LOGGED); // the server tells of the subscription
    await call(client, 'toggle-subscriber-updates');
    assert.deepEqual((await heard(client, UPDATED)).map(({ params }) => params)[0], { uri });
    await call(client, 'toggle-subscriber-updates');
    await client.unsubscribeResource({ uri });
    assert.ok(noticesOf(client, UPDATED).every(({ params }) => params.uri === uri));
  });

  test('cancels a call', async (t) => {
    const client = await connect(t, 'canceller');
    const cancelled = new AbortController();
    const options = { signal: cancelled.signal, onprogress: () => cancelled.abort('enough') };
    await assert.rejects(call(client, 'trigger-long-running-operation', { duration: 60, steps: 600 }, undefined, options), /enough/);
    assert.equal(await call(client, 'echo', { message: 'alive' }), 'Echo: alive');
  });
}
