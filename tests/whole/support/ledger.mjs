// SPDX-License-Identifier: GPL-3.0-or-later
// A server that writes down what it does: every call leaves its key in a file before it is answered, so that a test can
// count what was carried out. Listens at PORT; answers at /mcp (Streamable HTTP with sessions) and /sse (HTTP+SSE).
//   LEDGER   the file of keys; beside it, in LEDGER.sessions, one line a handshake
//   EXTRA    a tool of that name besides
//   TOKEN    the bearer token it demands
// POST /forget makes it forget all sessions without ending.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { SetLevelRequestSchema, SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const { LEDGER, PORT, EXTRA, TOKEN } = process.env;
const URI = 'ledger://keys';
const sessions = new Map();

function newServer() {
  const server = new McpServer(
    { name: 'ledger', version: '1.0.0' },
    { capabilities: { logging: {}, resources: { subscribe: true }, tools: { listChanged: true } } }
  );
  let follows = false;
  let level = '';
  const note = (key) => appendFileSync(LEDGER, `${key}\n`);
  const answer = (text) => ({ content: [{ type: 'text', text }] });
  server.registerTool('append', { inputSchema: { key: z.string() } }, async ({ key }) => {
    note(key);
    if (follows) await server.server.sendResourceUpdated({ uri: URI });
    return answer(key);
  });
  server.registerTool('slowly', { inputSchema: { key: z.string(), ms: z.number() } }, async ({ key, ms }) => {
    note(key);
    await pause(ms);
    return answer(key);
  });
  server.registerTool('level', { inputSchema: {} }, async () => answer(level));
  if (EXTRA) server.registerTool(EXTRA, { inputSchema: {} }, async () => answer('extra'));
  server.registerResource('keys', URI, {}, async () => ({ contents: [{ uri: URI, text: 'keys' }] }));
  server.server.setRequestHandler(SubscribeRequestSchema, async () => ((follows = true), {}));
  server.server.setRequestHandler(UnsubscribeRequestSchema, async () => ((follows = false), {}));
  server.server.setRequestHandler(SetLevelRequestSchema, async ({ params }) => ((level = params.level), {}));
  // What comes before a handshake begins no session.
  server.server.oninitialized = () => appendFileSync(`${LEDGER}.sessions`, 'begun\n');
  return server;
}

async function streamable(request, response) {
  const id = request.headers['mcp-session-id'];
  if (id && !sessions.has(id)) {
    response.writeHead(404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null }));
  }
  if (id) {
    if (request.method === 'DELETE') appendFileSync(`${LEDGER}.sessions`, 'ended\n');
    return sessions.get(id).handleRequest(request, response);
  }
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (made) => sessions.set(made, transport),
  });
  await newServer().connect(transport);
  return transport.handleRequest(request, response);
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://ledger');
  if (TOKEN && request.headers.authorization !== `Bearer ${TOKEN}`) {
    response.writeHead(401, { 'www-authenticate': 'Bearer' });
    return response.end('who are you?');
  }
  if (pathname === '/mcp') return streamable(request, response);
  if (pathname === '/sse' && request.method === 'GET') {
    const transport = new SSEServerTransport('/messages', response);
    sessions.set(transport.sessionId, transport);
    return newServer().connect(transport);
  }
  const sender = sessions.get(searchParams.get('sessionId'));
  if (pathname === '/messages' && sender) return sender.handlePostMessage(request, response);
  if (pathname === '/forget') sessions.clear();
  response.writeHead(pathname === '/forget' ? 204 : 404);
  response.end();
}).listen(Number(PORT), '127.0.0.1');
