// SPDX-License-Identifier: GPL-3.0-or-later
// A server that knows only the protocol without sessions and is strict about it. `--lines` speaks over standard input
// and output, otherwise it listens at the port in PORT. What it noticed it tells in the tool "seen".
import { serve } from './wire.mjs';

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

serve({ methods, faultOf, seen, overLines });
