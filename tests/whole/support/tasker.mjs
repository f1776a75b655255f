// SPDX-License-Identifier: GPL-3.0-or-later
// A server without sessions that makes tasks of calls (extension io.modelcontextprotocol/tasks), with the tools that the
// official suite asks for, and one that tells what was noticed. `--lines` speaks over standard input and output, otherwise it listens at the port in PORT.
import { randomUUID } from 'node:crypto';
import { serve } from './wire.mjs';

const VERSION = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol/';
const TASKS = `${PREFIX}tasks`;
const TERMINAL = ['completed', 'failed', 'cancelled'];
const overLines = process.argv.includes('--lines');
const seen = { cancelled: [], ended: [], faults: [], requests: [] };
const tasks = new Map();
const listens = new Map(); // by id: { taskIds, say }

const complete = (result) => ({ resultType: 'complete', ...result });
const kept = (result) => complete({ ttlMs: 0, cacheScope: 'private', ...result });
const text = (value) => ({ content: [{ type: 'text', text: value }] });
const fail = (code, message, data) => ({ error: { code, message, ...(data && { data }) } });
const form = (message) => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: { type: 'object', properties: { name: { type: 'string' }, confirm: { type: 'boolean' } } } },
});
const declares = ({ params }) => Boolean(params?._meta?.[`${PREFIX}clientCapabilities`]?.extensions?.[TASKS]);
const missing = () => fail(-32021, 'this needs tasks', { requiredCapabilities: { extensions: { [TASKS]: {} } } });

/** What is told of a task; without its outcome where it is only made. */
function told(task, isNew = false) {
  const { taskId, status, createdAt, lastUpdatedAt, questions, outcome } = task;
  const base = { taskId, status, createdAt, lastUpdatedAt, ttlMs: 60_000, pollIntervalMs: 100 };
  if (isNew) return { resultType: 'task', ...base };
  return complete({ ...base, ...(status === 'input_required' && { inputRequests: questions }), ...outcome });
}

function move(task, status, outcome = {}) {
  if (TERMINAL.includes(task.status)) return;
  Object.assign(task, { status, outcome, lastUpdatedAt: new Date().toISOString() });
  for (const [id, { taskIds, say }] of listens) {
    if (!taskIds.includes(task.taskId)) continue;
    const { resultType, ...params } = told(task);
    say({ method: 'notifications/tasks', params: { ...params, _meta: { [`${PREFIX}subscriptionId`]: id } } });
  }
}

function begin(work) {
  const now = new Date().toISOString();
  const task = { taskId: randomUUID(), status: 'working', createdAt: now, lastUpdatedAt: now, questions: {}, answers: {}, outcome: {} };
  tasks.set(task.taskId, task);
  setImmediate(work, task);
  return told(task, true);
}

/** Asks all at once and goes on once all is answered. */
function ask(task, questions, then) {
  task.questions = questions;
  task.then = then;
  move(task, 'input_required');
}

const after = (seconds, act) => setTimeout(act, seconds * 1000);
const named = (answers, key) => answers[key]?.content?.name ?? 'nobody';

const tools = {
  greet: { call: ({ arguments: { name = 'World' } = {} }) => complete(text(`Hello, ${name}!`)) },
  slow_compute: {
    work: ({ arguments: { seconds = 0, label = '' } = {} }) => (task) => after(seconds, () => move(task, 'completed', { result: text(`computed ${label}`) })),
    call: ({ arguments: { seconds = 0, label = '' } = {} }) => new Promise((resolve) => after(seconds, () => resolve(complete(text(`computed ${label}`))))),
  },
  seen: { call: () => complete(text(JSON.stringify({ ...seen, listening: [...listens.values()].flatMap(({ taskIds }) => taskIds) }))) },
  failing_job: { work: () => (task) => after(0.3, () => move(task, 'completed', { result: { ...text('it failed'), isError: true } })) },
  protocol_error_job: { work: () => (task) => move(task, 'failed', { error: { code: -32603, message: 'it broke' } }) },
  confirm_delete: {
    work: () => (task) =>
      ask(task, { [randomUUID()]: form('Delete it?') }, (answers) => move(task, 'completed', { result: text(`confirmed by ${named(answers, Object.keys(answers)[0])}`) })),
  },
  multi_input: {
    work: () => (task) =>
      ask(task, { first: form('First?'), second: form('Second?') }, (answers) => move(task, 'completed', { result: text(`${named(answers, 'first')} and ${named(answers, 'second')}`) })),
  },
  test_tool_with_task: {
    first: ({ inputResponses }) => (inputResponses?.user_name ? undefined : { resultType: 'input_required', inputRequests: { user_name: form('Who are you?') }, requestState: 'asked' }),
    work: ({ inputResponses }) => (task) => after(0.1, () => move(task, 'completed', { result: text(`done for ${named(inputResponses, 'user_name')}`) })),
  },
};

function callTool(request) {
  const { params } = request;
  const tool = tools[params.name];
  if (!tool) return fail(-32602, `Unknown tool: ${params.name}`);
  if (!tool.work || (!declares(request) && tool.call)) return tool.call(params);
  if (!declares(request)) return missing();
  return tool.first?.(params) ?? begin(tool.work(params));
}

/** With the task that the request names. */
const onTask = (act) => (request) => {
  if (!declares(request)) return missing();
  const task = tasks.get(request.params.taskId);
  return task ? act(task, request.params) : fail(-32602, 'Unknown task');
};

const methods = {
  'server/discover': () => kept({ supportedVersions: [VERSION], capabilities: { tools: {}, extensions: { [TASKS]: {} } } }),
  'tools/list': () => kept({ tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' } })) }),
  'tools/call': callTool,
  'tasks/get': onTask((task) => told(task)),
  'tasks/update': onTask((task, { inputResponses = {} }) => {
    for (const [key, answer] of Object.entries(inputResponses)) {
      if (!task.questions[key]) continue;
      task.answers[key] = answer;
      delete task.questions[key];
    }
    if (task.status === 'input_required' && Object.keys(task.questions).length === 0) {
      move(task, 'working');
      task.then(task.answers);
    }
    return complete({});
  }),
  'tasks/cancel': onTask((task) => {
    seen.ended.push(task.taskId);
    move(task, 'cancelled');
    return complete({});
  }),
  'subscriptions/listen': (request, { say, signal }) =>
    new Promise((resolve) => {
      const { id, params } = request;
      const { taskIds = [] } = params.notifications;
      if (params.notifications.taskIds && !declares(request)) return resolve(missing());
      listens.set(id, { taskIds, say });
      signal.addEventListener('abort', () => listens.delete(id) && resolve(undefined));
      say({ method: 'notifications/subscriptions/acknowledged', params: { notifications: { taskIds }, _meta: { [`${PREFIX}subscriptionId`]: id } } });
    }),
};

/** What this server demands of every request. */
function faultOf({ method, params }, headers) {
  if (method === 'initialize') return fail(-32022, 'no sessions here', { supported: [VERSION], requested: params?.protocolVersion });
  if (params?._meta?.[`${PREFIX}protocolVersion`] !== VERSION) return fail(-32022, 'another version', { supported: [VERSION] });
  if (!headers) return undefined;
  if (headers['mcp-method'] !== method) return fail(-32020, 'Mcp-Method differs');
  const name = { 'tools/call': params.name, 'tasks/get': params.taskId, 'tasks/update': params.taskId, 'tasks/cancel': params.taskId }[method];
  return name !== undefined && headers['mcp-name'] !== name ? fail(-32020, 'Mcp-Name differs') : undefined;
}

serve({ methods, faultOf, seen, overLines });
