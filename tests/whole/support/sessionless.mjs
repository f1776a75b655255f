// SPDX-License-Identifier: GPL-3.0-or-later
// A server that knows only the protocol without sessions and is strict about it. `--lines` speaks over standard input
// and output, otherwise it listens at the port in PORT. What it noticed it tells in the tool "seen".
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const VERSION = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol/';
const overLines = process.argv.includes('--lines');
const seen = { cancelled: [], faults: [], requests: [], listens: 0 };
const listens = new Map(); // by id: { filter, say, end }

const schema = (properties = {}) => ({ type: 'object', properties });
const tools = [
  { name: 'echo', description: 'Echoes', inputSchema: schema({ message: { type: 'string' } }) },
  { name: 'whoami', description: 'Says what the request says of its client', inputSchema: schema() },
  { name: 'ask', description: 'Asks twice', inputSchema: schema() },
  { name: 'later', description: 'Wants to be asked again', inputSchema: schema() },
  { name: 'slow', description: 'Reports progress until it is cancelled', inputSchema: schema() },
  { name: 'region', description: 'Has a header', inputSchema: schema({ region: { type: 'string', 'x-mcp-header': 'Region' } }) },
  { name: 'seen', description: 'What was noticed', inputSchema: schema() },
  { name: 'change', description: 'Tells that something changed', inputSchema: schema() },
  { name: 'hang-up', description: 'Ends all listens', inputSchema: schema() },
];
if (!overLines)
  tools.push({ name: 'unusable', description: 'Has an invalid header', inputSchema: schema({ x: { type: 'number', 'x-mcp-header': 'X' } }) });

const complete = (result) => ({ resultType: 'complete', _meta: { [`${PREFIX}serverInfo`]: { name: 'stateless', version: '1' } }, ...result });
const kept = (result) => complete({ ttlMs: 1000, cacheScope: 'public', ...result });
const text = (value) => complete({ content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] });
const form = (message) => ({ method: 'elicitation/create', params: { mode: 'form', message, requestedSchema: schema({ name: { type: 'string' } }) } });
const fail = (code, message, data) => ({ error: { code, message, data } });

const calls = {
  echo: ({ params }) => text(`Echo: ${params.arguments.message}`),
  whoami: ({ params }) => text({ ...params._meta }),
  region: ({ params }, { headers }) => text({ region: params.arguments.region, header: headers?.['mcp-param-region'] ?? null }),
  seen: () => text(seen),
  later: ({ params }) => (params.requestState === 'come back' ? text('now') : { resultType: 'input_required', requestState: 'come back' }),
  ask({ id, params }) {
    const { requestState, inputResponses } = params;
    if (!requestState) return { resultType: 'input_required', requestState: 'eins "ü" \\ 1', inputRequests: { who: form('Who?'), roots: { method: 'roots/list' } } };
    if (requestState === 'eins "ü" \\ 1') {
      const known = JSON.stringify({ first: id, ...inputResponses });
      return { resultType: 'input_required', requestState: known, inputRequests: { model: { method: 'sampling/createMessage', params: { messages: [], maxTokens: 5 } } } };
    }
    const { first, ...before } = JSON.parse(requestState);
    return text({ ...before, ...inputResponses, freshId: first !== id });
  },
  slow({ params }, { say, signal }) {
    const token = params._meta.progressToken;
    return new Promise((resolve) => {
      let progress = 0;
      const timer = setInterval(() => say({ method: 'notifications/progress', params: { progressToken: token, progress: ++progress } }), 20);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        resolve(undefined);
      });
    });
  },
  change() {
    for (const [id, { filter, say }] of listens) {
      const tagged = (params) => ({ ...params, _meta: { [`${PREFIX}subscriptionId`]: id } });
      if (filter.toolsListChanged) say({ method: 'notifications/tools/list_changed', params: tagged({}) });
      for (const uri of filter.resourceSubscriptions ?? []) say({ method: 'notifications/resources/updated', params: tagged({ uri }) });
    }
    return text('told');
  },
  'hang-up'() {
    for (const { end } of listens.values()) end(complete({}));
    return text('ended');
  },
};

const methods = {
  'server/discover': () => kept({ supportedVersions: [VERSION], capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} }, instructions: 'Be strict.' }),
  'tools/list': () => kept({ tools }),
  'resources/list': () => kept({ resources: [{ uri: 'note:1', name: 'one' }, { uri: 'note:2', name: 'two' }] }),
  'resources/templates/list': () => kept({ resourceTemplates: [] }),
  'resources/read': ({ params }) => kept({ contents: [{ uri: params.uri, text: `text of ${params.uri}` }] }),
  'tools/call': (request, way) => calls[request.params.name]?.(request, way) ?? fail(-32602, `Unknown tool: ${request.params.name}`),
  'subscriptions/listen': ({ id, params }, { say, signal }) =>
    new Promise((resolve) => {
      ++seen.listens;
      const filter = params.notifications;
      const honoured = { ...filter };
      if (filter.resourceSubscriptions) honoured.resourceSubscriptions = filter.resourceSubscriptions.filter((uri) => uri !== 'note:none');
      const end = (result) => listens.delete(id) && resolve(result);
      listens.set(id, { filter: honoured, say, end });
      signal.addEventListener('abort', () => end(undefined));
      say({ method: 'notifications/subscriptions/acknowledged', params: { notifications: honoured, _meta: { [`${PREFIX}subscriptionId`]: id } } });
    }),
};

/** The fault of a request, if it has one. */
function faultOf({ method, params }, headers) {
  const meta = params?._meta ?? {};
  if (method === 'initialize') return fail(-32022, 'no sessions here', { supported: [VERSION], requested: params?.protocolVersion });
  if (meta[`${PREFIX}protocolVersion`] !== VERSION) return fail(-32602, 'no version');
  if (typeof meta[`${PREFIX}clientCapabilities`] !== 'object') return fail(-32602, 'no capabilities');
  if (!headers) return undefined;
  const name = params.name ?? params.uri;
  if (headers['mcp-protocol-version'] !== VERSION || headers['mcp-method'] !== method) return fail(-32020, 'headers differ');
  if ((method === 'tools/call' || method === 'resources/read') && headers['mcp-name'] !== name) return fail(-32020, 'Mcp-Name differs');
  if (params.name === 'region' && params.arguments.region && headers['mcp-param-region'] === undefined) return fail(-32020, 'Mcp-Param-Region is missing');
  return undefined;
}

/** The answer; nothing if the request was cancelled. */
async function answer(request, way) {
  seen.requests.push(request.method);
  const fault = faultOf(request, way.headers);
  if (fault && request.method !== 'initialize') seen.faults.push([request.method, fault.error.message]);
  const outcome = fault ?? (await (methods[request.method] ?? (() => fail(-32601, 'Method not found')))(request, way));
  if (outcome === undefined) return undefined;
  return outcome.error ? { jsonrpc: '2.0', id: request.id, ...outcome } : { jsonrpc: '2.0', id: request.id, result: outcome };
}

function speakLines() {
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
      const answered = await answer(message, { say: write, signal: controller.signal });
      if (answered) write(answered);
      open.delete(message.id);
    }
  });
  process.stdin.on('close', () => process.exit(0));
}

function speakHttp() {
  const server = createServer(async (post, reply) => {
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
    const answered = await answer(request, { say, signal: controller.signal, headers: post.headers });
    if (!answered) return reply.destroy();
    if (reply.headersSent) return reply.end(`data: ${JSON.stringify(answered)}\n\n`);
    const status = { '-32020': 400, '-32021': 400, '-32022': 400, '-32601': 404 }[answered.error?.code] ?? 200;
    reply.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answered));
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

if (overLines) speakLines();
else speakHttp();
