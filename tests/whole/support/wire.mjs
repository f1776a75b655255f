// SPDX-License-Identifier: GPL-3.0-or-later
// How the servers of ours without sessions (2026-07-28) speak, over standard input and output or over HTTP.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const absent = { error: { code: -32601, message: 'Method not found' } };

/** The answer; nothing if the request was cancelled. */
async function answerTo({ methods, faultOf, seen }, request, way) {
  seen.requests.push(request.method);
  const fault = faultOf(request, way.headers);
  if (fault && request.method !== 'initialize') seen.faults.push([request.method, fault.error.message]);
  const outcome = fault ?? (await (methods[request.method] ?? (() => absent))(request, way));
  if (outcome === undefined) return undefined;
  return outcome.error && !outcome.resultType ? { jsonrpc: '2.0', id: request.id, ...outcome } : { jsonrpc: '2.0', id: request.id, result: outcome };
}

function speakLines(server) {
  const { seen } = server;
  const open = new Map();
  const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const message = JSON.parse(line);
    if (message.method === 'notifications/cancelled') {
      seen.cancelled.push(open.get(message.params.requestId)?.name ?? 'unknown');
      open.get(message.params.requestId)?.controller.abort();
    } else if (message.id === undefined || !message.method) {
      seen.faults.push([message.method ?? 'response', 'nobody sends this']);
    } else {
      const controller = new AbortController();
      open.set(message.id, { controller, name: message.params?.name ?? message.method });
      const answered = await answerTo(server, message, { say: write, signal: controller.signal });
      if (answered) write(answered);
      open.delete(message.id);
    }
  });
  process.stdin.on('close', () => process.exit(0));
}

function speakHttp(server) {
  const { seen } = server;
  const door = createServer(async (post, reply) => {
    let body = '';
    for await (const chunk of post) body += chunk;
    if (post.method !== 'POST' || post.headers['mcp-session-id']) {
      seen.faults.push([post.method, 'only POST without a session']);
      return reply.writeHead(405).end();
    }
    const request = JSON.parse(body);
    if (request.id === undefined || !request.method) {
      seen.faults.push([request.method ?? 'response', 'nobody sends this']);
      return reply.writeHead(202).end();
    }
    const controller = new AbortController();
    reply.on('close', () => {
      if (reply.writableFinished) return;
      seen.cancelled.push(request.params?.name ?? request.method);
      controller.abort();
    });
    const say = (message) => {
      if (!reply.headersSent) reply.writeHead(200, { 'Content-Type': 'text/event-stream' });
      reply.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    };
    const answered = await answerTo(server, request, { say, signal: controller.signal, headers: post.headers });
    if (!answered) return reply.destroy();
    if (reply.headersSent) return reply.end(`data: ${JSON.stringify(answered)}\n\n`);
    const status = { '-32020': 400, '-32021': 400, '-32022': 400, '-32601': 404 }[answered.error?.code] ?? 200;
    reply.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answered));
  });
  door.listen(Number(process.env.PORT), '127.0.0.1');
}

/**
 * Answers with methods, by name: each gets the request and { say, signal, headers } and returns a result, { error }, or
 * nothing once it was cancelled. faultOf(request, headers) may refuse first. What is noticed goes into seen, which has
 * cancelled, faults and requests. Listens at the port in PORT where it does not speak in lines.
 */
export function serve(server) {
  if (server.overLines) speakLines(server);
  else speakHttp(server);
}
