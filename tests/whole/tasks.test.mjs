// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of which a server makes tasks: for clients that know such tasks, and for those that know others or none.
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everythingOverHttp, taskerOverHttp } from './support/networked.mjs';
import { everything, tasker } from './support/servers.mjs';
import { connectStateless } from './support/stateless.mjs';
import { until } from './support/until.mjs';

const VERSION = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol/';
const TASKS = { extensions: { [`${PREFIX}tasks`]: {} } };

function post(url, id, method, params, { capabilities = TASKS, token, signal } = {}) {
  const name = params.name ?? params.taskId;
  const said = { protocolVersion: VERSION, clientInfo: { name: 'eve', version: '1' }, clientCapabilities: capabilities };
  const _meta = Object.fromEntries(Object.entries(said).map(([key, value]) => [PREFIX + key, value]));
  return fetch(url, {
    method: 'POST',
    signal,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': VERSION,
      'mcp-method': method,
      ...(name && { 'mcp-name': name }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } }),
  });
}

const messagesIn = (body) => body.split('\n').flatMap((line) => (line.startsWith('{') ? [line] : line.startsWith('data: {') ? [line.slice(6)] : [])).map((line) => JSON.parse(line));

/** The answer of a client that knows the tasks of this version: { result } or { error }. */
async function ask(url, method, params, more = {}) {
  const { result, error } = messagesIn(await (await post(url, 7, method, params, more)).text()).at(-1);
  return { result, error };
}

async function ended(url, taskId) {
  return until(`the end of ${taskId}`, async () => {
    const { result } = await ask(url, 'tasks/get', { taskId });
    return ['completed', 'failed', 'cancelled'].includes(result.status) && result;
  });
}

const ways = [
  { way: 'a pipe', entry: async () => tasker() },
  { way: 'HTTP', entry: async (t) => ({ url: (await taskerOverHttp(t)).url }) },
];

for (const { way, entry } of ways) {
  describe(`tasks of a server without sessions over ${way}`, () => {
    const open = async (t) => (await Gateway.start({ t, servers: { jobs: await entry(t), other: tasker() } })).url;

    const seen = async (url) => JSON.parse(textOf((await ask(url, 'tools/call', { name: url.endsWith('jobs') ? 'seen' : 'jobs__seen', arguments: {} })).result));

    test('belong to a client of all servers, under an id of its own', async (t) => {
      const url = await open(t);
      const { capabilities } = (await ask(url, 'server/discover', {})).result;
      assert.deepEqual(capabilities.extensions, TASKS.extensions);
      const { result } = await ask(url, 'tools/call', { name: 'jobs__slow_compute', arguments: { seconds: 0.3, label: 'x' } });
      assert.equal(result.resultType, 'task');
      assert.match(result.taskId, /^jobs~/);
      const end = await ended(url, result.taskId);
      assert.equal(end.taskId, result.taskId);
      assert.equal(end.result.content[0].text, 'computed x');
    });

    test('are nobody else’s', async (t) => {
      const url = await open(t);
      const { taskId } = (await ask(url, 'tools/call', { name: 'jobs__slow_compute', arguments: { seconds: 30 } })).result;
      const [, seal, id] = taskId.split('~');
      for (const [wrong, at] of [[taskId, `${url}/jobs`], [id, url], [`other~${seal}~${id}`, url], [`jobs~~${id}`, url], [`${taskId}x`, url]]) {
        const { error } = await ask(at, 'tasks/get', { taskId: wrong });
        assert.equal(error?.code, -32602, wrong);
      }
      const { error } = await ask(url, 'tasks/cancel', { taskId: 'nonsense' }, { capabilities: {} });
      assert.equal(error.code, -32021);
      assert.deepEqual(error.data.requiredCapabilities, TASKS);
      assert.equal((await ask(url, 'tasks/cancel', { taskId })).result.resultType, 'complete');
      assert.equal((await ended(url, taskId)).status, 'cancelled');
    });

    test('ask, and are answered', async (t) => {
      const url = await open(t);
      const { taskId } = (await ask(url, 'tools/call', { name: 'jobs__multi_input', arguments: {} })).result;
      const asking = await until('a question', async () => {
        const { result } = await ask(url, 'tasks/get', { taskId });
        return result.status === 'input_required' && result;
      });
      assert.deepEqual(Object.keys(asking.inputRequests), ['first', 'second']);
      const answer = (name) => ({ action: 'accept', content: { name } });
      await ask(url, 'tasks/update', { taskId, inputResponses: { first: answer('eins') } });
      await ask(url, 'tasks/update', { taskId, inputResponses: { second: answer('zwei') } });
      assert.equal((await ended(url, taskId)).result.content[0].text, 'eins and zwei');
    });

    test('are told to those who listen, and to them alone', async (t) => {
      const url = await open(t);
      const mine = (await ask(url, 'tools/call', { name: 'jobs__multi_input', arguments: {} })).result.taskId;
      const other = (await ask(url, 'tools/call', { name: 'jobs__slow_compute', arguments: { seconds: 0.2 } })).result.taskId;
      const over = new AbortController();
      t.after(() => over.abort());
      const response = await post(url, 'listen', 'subscriptions/listen', { notifications: { taskIds: [mine, 'jobs~x~y'] } }, { signal: over.signal });
      let body = '';
      const reading = (async () => {
        for await (const chunk of response.body) body += Buffer.from(chunk);
      })().catch(() => {});
      const told = () => messagesIn(body);
      await until('the acknowledgement', () => told().length > 0);
      assert.deepEqual(told()[0].params.notifications, { taskIds: [mine] });
      await ended(url, other);
      const answer = (name) => ({ action: 'accept', content: { name } });
      await ask(url, 'tasks/update', { taskId: mine, inputResponses: { first: answer('a') } });
      await until('the server is listened to', async () => (await seen(url)).listening.length === 1);
      await ask(url, 'tasks/update', { taskId: mine, inputResponses: { second: answer('b') } });
      await until('its end', () => told().some(({ params }) => params.status === 'completed'));
      for (const { method, params } of told().slice(1)) {
        assert.equal(method, 'notifications/tasks');
        assert.equal(params.taskId, mine);
        assert.equal(params._meta[`${PREFIX}subscriptionId`], 'listen');
      }
      const refused = await post(url, 8, 'subscriptions/listen', { notifications: { taskIds: [mine] } }, { capabilities: {} });
      assert.equal(refused.status, 400);
      assert.equal((await refused.json()).error.code, -32021);
      over.abort();
      await reading;
    });

    test('are seen through for a client with a session, with what they ask', async (t) => {
      const url = await open(t);
      const client = await connect(t, url, 'anna');
      const call = (name, options) => client.callTool({ name: `jobs__${name}`, arguments: {} }, undefined, options);
      assert.equal(textOf(await call('confirm_delete')), 'confirmed by anna');
      assert.equal(textOf(await call('multi_input')), 'anna and anna');
      assert.equal(textOf(await call('test_tool_with_task')), 'done for anna');
      const failed = await call('failing_job');
      assert.ok(failed.isError);
      assert.equal(textOf(failed), 'it failed');
      await assert.rejects(call('protocol_error_job'), /it broke/);
      assert.equal(client.asked.filter(({ what }) => what === 'elicitation').length, 4);
    });

    test('end with the call of a client that gives up', async (t) => {
      const url = await open(t);
      const client = await connect(t, `${url}/jobs`, 'bert');
      const asked = new Promise((resolve) => {
        client.setRequestHandler(ElicitRequestSchema, () => {
          resolve();
          return new Promise(() => {});
        });
      });
      const enough = new AbortController();
      const call = client.callTool({ name: 'confirm_delete', arguments: {} }, undefined, { signal: enough.signal });
      await asked;
      enough.abort();
      await assert.rejects(call);
      await until('the task is cancelled', async () => (await seen(`${url}/jobs`)).ended.length === 1);
    });
  });
}

describe('tasks of a server with sessions', () => {
  const entries = { 'a pipe': async () => everything(), HTTP: async (t) => ({ url: (await everythingOverHttp(t)).url }) };
  for (const [way, entry] of Object.entries(entries)) {
    for (const [kind, join] of Object.entries({ 'without session': connectStateless, 'with a session': connect })) {
      test(`over ${way} are made and seen through for a client ${kind}`, async (t) => {
        const gateway = await Gateway.start({ t, servers: { everything: await entry(t) } });
        const client = await join(t, gateway.url, 'cleo');
        const tool = (await client.listTools()).tools.find(({ name }) => name.endsWith('simulate-research-query'));
        assert.equal(tool.execution, undefined);
        const result = await client.callTool({ name: tool.name, arguments: { topic: 'python', ambiguous: true } });
        assert.match(textOf(result), /Research Report: python/);
        assert.equal(result._meta?.[`${PREFIX}related-task`], undefined);
        assert.equal(client.asked.filter(({ what }) => what === 'elicitation').length, 1);
      });
    }
  }
});
