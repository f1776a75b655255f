// SPDX-License-Identifier: GPL-3.0-or-later
// What the suite must say. The numbers are those of the pinned version of the suite: a newer suite with more scenarios
// has to be looked at, not slipped in. An exception names a scenario that is known to fail and why; one that passes
// after all is stale and fails the run. So does a difference that is none any more; what varies with the speed of the
// machine may be as without the gateway, better, or without a verdict.

const STREAM_KEPT = 'the gateway itself comes back for the answer, so that its client keeps its stream';
const PLAIN = 'the gateway answers with JSON what is ready at once, so that there is no stream to look at';

const WITH_SESSIONS = ['stdio', 'http', 'sse'];

/** A server with all that the scenarios ask for, without a gateway and behind one in several ways. */
export const EXPECTATIONS = {
  '2025-06-18': { parts: WITH_SESSIONS, scenarios: 27, exceptions: {}, differences: {}, varying: {} },
  '2025-11-25': {
    parts: WITH_SESSIONS,
    scenarios: 33,
    exceptions: {},
    differences: { 'server-sse-polling/server-sse-disconnect-resume': STREAM_KEPT },
    varying: { 'server-sse-multiple-streams/server-sse-streams-functional': PLAIN },
  },
  '2026-07-28': { parts: ['both', 'http'], scenarios: 40, exceptions: {}, differences: {}, varying: {} },
};

/** Tasks (2026-07-28), with a server of ours: the one about notifications is skipped by the suite itself. */
export const TASKS_EXPECTATIONS = {
  version: '2026-07-28',
  names: [
    'tasks-lifecycle',
    'tasks-capability-negotiation',
    'tasks-wire-fields',
    'tasks-request-state-removal',
    'tasks-mrtr-input',
    'tasks-request-headers',
    'tasks-dispatch-and-envelope',
    'tasks-required-task-error',
    'tasks-mrtr-composition',
  ],
  scenarios: 9,
  exceptions: {},
  differences: {},
  varying: {},
};

const SESSION_FORGOTTEN = 'the server answers 400 for a session that has ended, the gateway 404';

/**
 * A server that was not written for the suite: clean is what it gets right by itself, which shows that there was
 * something to compare.
 */
export const INDEPENDENT_EXPECTATIONS = {
  '2025-06-18': {
    clean: 10,
    differences: { 'server-session-lifecycle/server-session-terminated-returns-404': SESSION_FORGOTTEN },
    varying: {},
  },
  '2025-11-25': {
    clean: 11,
    differences: {
      'server-session-lifecycle/server-session-terminated-returns-404': SESSION_FORGOTTEN,
      'dns-rebinding-protection/localhost-host-rebinding-rejected': 'the server takes any Host, the gateway does not',
    },
    varying: {
      'server-sse-polling/incoming-sse-event': PLAIN,
      'server-sse-polling/server-sse-priming-event': PLAIN,
      'server-sse-polling/server-sse-retry-field': PLAIN,
      'server-sse-multiple-streams/server-sse-streams-functional': PLAIN,
    },
  },
};

const schemaKept = (names) => names.map((name) => `json-schema-2020-12-client-${name}-preserved`);

/**
 * Scenarios for clients, the gateway towards its servers, each with the checks that must succeed: some say nothing
 * where they could not look. A scenario more is a row more, and its steps in client.mjs.
 */
export const CLIENT_EXPECTATIONS = [
  { name: 'initialize', versions: ['2025-06-18', '2025-11-25'], checks: ['mcp-client-initialization'] },
  { name: 'tools_call', versions: ['2025-06-18', '2025-11-25', '2026-07-28'], checks: ['tool-add-numbers', 'wire-schema-valid'] },
  {
    name: 'sse-retry',
    versions: ['2025-11-25'],
    checks: ['client-sse-graceful-reconnect', 'client-sse-retry-timing', 'client-sse-last-event-id'],
  },
  {
    name: 'elicitation-sep1034-client-defaults',
    versions: ['2025-11-25'],
    checks: ['string', 'integer', 'number', 'enum', 'boolean'].map((type) => `client-elicitation-sep1034-${type}-default`),
  },
  {
    name: 'json-schema-2020-12-preservation',
    versions: ['2025-11-25', '2026-07-28'],
    checks: [
      'json-schema-2020-12-client-tool-found',
      'json-schema-2020-12-client-echo-completed',
      ...schemaKept(['$schema', '$defs', 'additionalProperties']),
      ...['composition-keywords', 'conditional-keywords', 'anchor-keyword'].map((what) => `sep-2106-client-${what}-preserved`),
      'wire-schema-valid',
    ],
  },
  {
    name: 'request-metadata',
    versions: ['2026-07-28'],
    checks: [
      'sep-2575-http-client-sends-version-header',
      'sep-2575-client-populates-meta',
      'sep-2575-client-sends-client-info',
      'sep-2575-http-version-header-matches-meta',
      'sep-2575-client-retry-supported-version',
    ],
  },
  {
    name: 'sep-2322-client-request-state',
    versions: ['2026-07-28'],
    checks: [
      ...['request-state-echoed', 'jsonrpc-id-different', 'no-state-omitted', 'parallel-isolation'].map((what) => `sep-2322-client-${what}`),
      'sep-2322-default-result-type-complete',
    ],
  },
  { name: 'http-standard-headers', versions: ['2026-07-28'], checks: ['sep-2243-client-includes-standard-headers'] },
  {
    name: 'http-custom-headers',
    versions: ['2026-07-28'],
    checks: ['supports-custom-headers', 'mirrors-designated-params', 'encode-values', 'base64-unsafe', 'omit-null'].map(
      (what) => `sep-2243-client-${what}`
    ),
  },
  {
    name: 'http-invalid-tool-headers',
    versions: ['2026-07-28'],
    checks: [
      'sep-2243-client-reject-invalid-tool',
      ...['not-empty', 'charset', 'unique', 'primitive-only'].map((what) => `sep-2243-x-mcp-header-${what}`),
    ],
  },
  { name: 'json-schema-ref-no-deref', versions: ['2026-07-28'], checks: ['sep-2106-no-network-ref-deref'] },
];
