// SPDX-License-Identifier: GPL-3.0-or-later
// The official TypeScript client, with everything it was told and asked kept for the test to look at.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { until } from './until.mjs';

/** A client named name. It answers questions with its own name, so that a test sees who was asked. */
function makeClient(name) {
  const client = new Client(
    { name, version: '1.0.0' },
    { capabilities: { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } } }
  );
  client.notices = [];
  client.asked = [];
  client.fallbackNotificationHandler = async (notice) => void client.notices.push(notice);
  client.setRequestHandler(CreateMessageRequestSchema, async ({ params }) => {
    client.asked.push({ what: 'sampling', params });
    return { role: 'assistant', model: `model of ${name}`, content: { type: 'text', text: `sampled by ${name}` } };
  });
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    client.asked.push({ what: 'elicitation', params });
    return { action: 'accept', content: { name, username: name, email: `${name}@example.org`, check: true } };
  });
  client.setRequestHandler(ListRootsRequestSchema, async () => {
    client.asked.push({ what: 'roots' });
    return { roots: [{ uri: `file:///srv/${name}`, name: `root of ${name}` }] };
  });
  return client;
}

/** Notices of one method that the client got so far. */
export const noticesOf = (client, method) => client.notices.filter((notice) => notice.method === method);

/** Patient: a server may have to start for it, on a machine that does other things. */
export const heard = (client, method, count = 1) =>
  until(`${count} × ${method}`, () => noticesOf(client, method).length >= count && noticesOf(client, method), 30_000);

/** Text of a tool's result. */
export const textOf = (result) => result.content.map(({ text }) => text ?? '').join('');

/** Connected to a gateway's URL; the connection ends with the test. */
export async function connect(t, url, name = 'tester') {
  const client = makeClient(name);
  t.after(() => client.close());
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** Connected to the older kind of URL; options are those of the transport. */
export async function connectOverSse(t, url, name = 'tester', options = {}) {
  const client = makeClient(name);
  t.after(() => client.close());
  await client.connect(new SSEClientTransport(new URL(url), options));
  return client;
}

/**
 * A fetch that comes back to a stream with the id of the last whole event, as an EventSource does by itself: the official
 * transport replaces the header with which its EventSource says so.
 */
export function rememberingFetch() {
  let lastEventId;
  return async (url, init) => {
    const headers = new Headers(init.headers);
    const isStream = headers.get('accept') === 'text/event-stream';
    if (isStream && lastEventId) headers.set('last-event-id', lastEventId);
    const response = await fetch(url, { ...init, headers });
    if (!isStream || !response.body) return response;
    let text = '';
    const watch = new TransformStream({
      transform(chunk, controller) {
        text += new TextDecoder('latin1').decode(chunk);
        const whole = text.slice(0, text.lastIndexOf('\n\n') + 1);
        lastEventId = [...whole.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? lastEventId;
        text = text.slice(whole.length);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(watch), { status: response.status, headers: response.headers });
  };
}

/** Connected through a program that speaks over standard input and output, with exactly that environment. */
export async function connectOverLines(t, { command, args, env }, name = 'tester') {
  const client = makeClient(name);
  t.after(() => client.close());
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
  return client;
}

/** Connected to a server without a gateway, for comparison. */
export async function connectDirectly(t, { command, args, env }, name = 'tester') {
  return connectOverLines(t, { command, args, env: { ...process.env, ...env } }, name);
}
