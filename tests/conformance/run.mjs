// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite and the gateway.
//   run.mjs --gateway BINARY    all of it: the fixture as the only backend, at /mcp/server, over stdio (for 2026-07-28 in both
//                               generations), Streamable HTTP and HTTP+SSE; an independent server over both kinds of HTTP;
//                               each the same through the gateway as without it, check by check, but for the differences
//                               that are known; and the suite's scenarios for clients, with the gateway as the client
//   run.mjs --direct            the fixture without a gateway
//   --server URL                that server over Streamable HTTP instead of the fixture, say the example server of the
//                               suite's repository, which is in no package
//   --only PART                 stdio, both, http, sse, tasks, independent or client; several times for several
//   --version V                 only that protocol version
//   --keep FOLDER               leave the suite's details there
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { everythingOverHttp, everythingOverSse, taskerOverHttp } from '../whole/support/networked.mjs';
import { CLIENT_EXPECTATIONS, EXPECTATIONS, INDEPENDENT_EXPECTATIONS, TASKS_EXPECTATIONS } from './expectations.mjs';
import { clientComplaints, complaints, differences, shortfalls } from './judgement.mjs';
import { behindGateway, fixtureAlone, fixtureInLines, taskerInLines } from './servers.mjs';
import { testClient, testExtension, testServer } from './suite.mjs';

const FIXTURE_PARTS = ['stdio', 'both', 'http', 'sse'];
const PARTS = [...FIXTURE_PARTS, 'tasks', 'independent', 'client'];
const { values: flags } = parseArgs({
  options: {
    gateway: { type: 'string' },
    direct: { type: 'boolean', default: false },
    server: { type: 'string' },
    only: { type: 'string', multiple: true },
    version: { type: 'string', multiple: true, default: Object.keys(EXPECTATIONS) },
    keep: { type: 'string' },
  },
});
const only = flags.only ?? (flags.server ? ['http'] : PARTS);
const allowed = flags.server ? ['http'] : PARTS;
const sensible = only.every((part) => allowed.includes(part)) && flags.version.every((version) => EXPECTATIONS[version]);
if (Boolean(flags.gateway) === flags.direct || !sensible) {
  console.error(
    `usage: run.mjs --gateway BINARY | --direct [--server URL] [--only ${PARTS.join('|')}] [--version ${Object.keys(EXPECTATIONS).join('|')}] [--keep FOLDER]`
  );
  process.exit(2);
}

const root = flags.keep ?? mkdtempSync(join(tmpdir(), 'signalbox-conformance-'));
const wrong = [];
const stops = [];
const scope = { after: (stop) => stops.unshift(stop) };

/** Adds what is wrong to the whole; true if something is. */
function note(title, sentences) {
  wrong.push(...sentences.map((sentence) => `${title}: ${sentence}`));
  return sentences.length > 0;
}

function print(title, { version, scenarios }, worthIt = () => true) {
  const sum = (key) => scenarios.reduce((total, scenario) => total + scenario[key], 0);
  const clean = scenarios.filter((scenario) => scenario.clean).length;
  console.log(`\n${title}, ${version}: ${clean} of ${scenarios.length} scenarios clean; checks: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('warnings')} warnings`);
  for (const { name, passed, failed, warnings, clean: good, problems } of scenarios.filter(worthIt)) {
    console.log(`  ${good ? 'clean' : 'FAIL '}  ${name.padEnd(34)} ${passed} passed, ${failed} failed, ${warnings} warnings`);
    for (const { id, status, errorMessage } of problems) {
      console.log(`         ${status.toLowerCase()} ${id}: ${String(errorMessage ?? '').replace(/\s+/g, ' ').slice(0, 240)}`);
    }
  }
}

const notable = ({ clean, warnings }) => !clean || warnings > 0;

/** One version without a gateway, at url, and through each of the gateways, which are named by how they reach the server. */
async function compare(name, url, gateways, version, expected) {
  const judge = expected.exceptions ? complaints : shortfalls;
  const test = (kind, at) => testServer({ url: at, version, folder: join(root, version, name, kind) });
  const direct = await test('direct', url);
  print(`${name}, direct`, direct, expected.exceptions ? notable : () => false);
  note(`${name}, direct`, judge(direct, expected));
  for (const [kind, gateway] of Object.entries(gateways)) {
    const title = `${name}, ${kind}`;
    const through = await test(kind, gateway.url);
    print(title, through, expected.exceptions ? notable : () => false);
    const found = [...judge(through, expected), ...differences(direct, through, expected)];
    if (note(title, found)) console.log(`\nthe gateway said:\n${gateway.stderr}`);
  }
}

/** The extension for tasks, by a server that has it, over HTTP and over standard input and output. */
async function testTasks() {
  const expected = TASKS_EXPECTATIONS;
  if (!flags.version.includes(expected.version)) return;
  const { url } = await taskerOverHttp(scope);
  const entries = { http: { type: 'http', url }, stdio: taskerInLines() };
  const test = (kind, at) => testExtension({ url: at, ...expected, folder: join(root, expected.version, 'tasks', kind) });
  const direct = await test('direct', url);
  print('tasks, direct', direct, notable);
  note('tasks, direct', complaints(direct, expected));
  for (const [kind, entry] of Object.entries(entries)) {
    const through = await test(kind, (await behindGateway(scope, flags.gateway, entry)).url);
    print(`tasks, ${kind}`, through, notable);
    note(`tasks, ${kind}`, [...complaints(through, expected), ...differences(direct, through, expected)]);
  }
}

async function testFixture(parts) {
  const url = flags.server ?? (await fixtureAlone(scope, '--http'));
  const name = flags.server ? 'server' : 'fixture';
  const entries = {
    stdio: fixtureInLines,
    both: () => ({ ...fixtureInLines(), signalbox: { generations: 'both' } }),
    http: () => ({ type: 'http', url }),
    sse: async () => ({ type: 'sse', url: await fixtureAlone(scope, '--sse') }),
  };
  const gateways = {};
  for (const part of parts) gateways[part] = await behindGateway(scope, flags.gateway, await entries[part]());
  for (const version of flags.version) {
    const expected = EXPECTATIONS[version];
    const concerned = Object.entries(gateways).filter(([part]) => expected.parts.includes(part));
    await compare(name, url, Object.fromEntries(concerned), version, expected);
  }
}

async function testIndependent() {
  const [http, sse] = [await everythingOverHttp(scope), await everythingOverSse(scope)];
  const gateways = {
    http: await behindGateway(scope, flags.gateway, { type: 'http', url: http.url }),
    sse: await behindGateway(scope, flags.gateway, { type: 'sse', url: sse.url }),
  };
  for (const version of flags.version) {
    const expected = INDEPENDENT_EXPECTATIONS[version];
    if (expected) await compare('independent', http.url, gateways, version, expected);
  }
}

async function beClient(version) {
  const rows = CLIENT_EXPECTATIONS.filter(({ versions }) => versions.includes(version));
  const scenarios = [];
  for (const { name, checks } of rows) {
    const result = await testClient({ gateway: flags.gateway, name, version, folder: join(root, version, 'client', name) });
    note('client', clientComplaints(result, checks));
    scenarios.push(result);
  }
  print('client', { version, scenarios });
}

try {
  if (flags.direct) await testFixture([]);
  const fixtureParts = FIXTURE_PARTS.filter((part) => only.includes(part));
  if (flags.gateway && fixtureParts.length > 0) await testFixture(fixtureParts);
  if (flags.gateway && only.includes('tasks')) await testTasks();
  if (flags.gateway && only.includes('independent')) await testIndependent();
  if (flags.gateway && only.includes('client')) for (const version of flags.version) await beClient(version);
} finally {
  for (const stop of stops) await stop();
  if (!flags.keep) rmSync(root, { recursive: true, force: true });
}
console.log(wrong.length > 0 ? `\n${wrong.join('\n')}` : '\nas expected');
process.exit(wrong.length > 0 ? 1 : 0);
