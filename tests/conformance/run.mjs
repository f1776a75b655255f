// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite and the gateway.
//   run.mjs --gateway BINARY    all of it: the fixture as its only backend, at /mcp/fixture, over stdio and over HTTP; an
//                               independent server over HTTP, as clean through the gateway as without it; and the suite's
//                               scenarios for clients, with the gateway as the client
//   run.mjs --direct            the fixture's own HTTP without a gateway, for comparison
//   --only PART                 stdio, http, independent or client; several times for several
//   --version V                 only that protocol version
//   --keep FOLDER               leave the suite's details there
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Gateway } from '../whole/support/gateway.mjs';
import { everythingOverHttp } from '../whole/support/networked.mjs';
import { CLIENT_EXPECTATIONS, complaints, differences, EXPECTATIONS } from './expectations.mjs';
import { runClientScenarios, runSuite } from './suite.mjs';

const FIXTURE = fileURLToPath(new URL('fixture/server.mjs', import.meta.url));
const CLIENT = fileURLToPath(new URL('client.mjs', import.meta.url));

const { values: flags } = parseArgs({
  options: {
    gateway: { type: 'string' },
    direct: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: ['stdio', 'http', 'independent', 'client'] },
    version: { type: 'string', multiple: true, default: Object.keys(EXPECTATIONS) },
    keep: { type: 'string' },
  },
});
const unknown = flags.version.filter((version) => !EXPECTATIONS[version]);
if (Boolean(flags.gateway) === flags.direct || unknown.length > 0) {
  console.error(`usage: run.mjs --gateway BINARY | --direct [--version ${Object.keys(EXPECTATIONS).join('|')}] [--keep FOLDER]`);
  process.exit(2);
}

/** The fixture over HTTP: { url, stop }. */
async function fixtureAlone() {
  const child = spawn(process.execPath, [FIXTURE, '--http', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.once('exit', (code) => reject(new Error(`the fixture ended with ${code}`)));
  });
  return { url, stop: () => child.kill() };
}

/** A gateway with one backend: { url, stop, words }. */
async function behindGateway(server, stopServer = () => {}) {
  const gateway = await Gateway.start({ binary: flags.gateway, servers: { fixture: server } });
  const stop = async () => {
    await gateway.destroy();
    await stopServer();
  };
  return { url: `${gateway.url}/fixture`, stop, words: () => gateway.stderr };
}

const overStdio = () => behindGateway({ command: process.execPath, args: [FIXTURE, '--stdio'] });

async function overHttp() {
  const { url, stop } = await fixtureAlone();
  return behindGateway({ type: 'http', url }, stop);
}

function print(title, { version, scenarios }) {
  const sum = (key) => scenarios.reduce((total, scenario) => total + scenario[key], 0);
  const clean = scenarios.filter((scenario) => scenario.clean).length;
  console.log(`\n${title}, ${version}: ${clean} of ${scenarios.length} scenarios clean; checks: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('warnings')} warnings`);
  for (const { name, passed, failed, warnings, clean: good, problems } of scenarios) {
    console.log(`  ${good ? 'clean' : 'FAIL '}  ${name.padEnd(34)} ${passed} passed, ${failed} failed, ${warnings} warnings`);
    for (const { id, status, errorMessage } of problems) {
      console.log(`         ${status.toLowerCase()} ${id}: ${String(errorMessage ?? '').replace(/\s+/g, ' ').slice(0, 240)}`);
    }
  }
}

const root = flags.keep ?? mkdtempSync(join(tmpdir(), 'signalbox-conformance-'));
const wrong = [];

function folderFor(...names) {
  const folder = join(root, ...names);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Every version against a server, which is given by what starts it. */
async function serve(title, start) {
  const server = await start();
  const before = wrong.length;
  try {
    for (const version of flags.version) {
      const result = await runSuite({ url: server.url, version, folder: folderFor(title, version) });
      print(title, result);
      wrong.push(...complaints(result, EXPECTATIONS[version]).map((sentence) => `${title}: ${sentence}`));
    }
  } finally {
    await server.stop();
  }
  if (wrong.length > before && server.words) console.log(`\nthe gateway said:\n${server.words()}`);
}

/** A server that was not written for this suite: whatever it gets right by itself it gets right through the gateway. */
async function compareIndependent() {
  const stops = [];
  const server = await everythingOverHttp({ after: (stop) => stops.push(stop) });
  const gateway = await behindGateway({ type: 'http', url: server.url });
  try {
    for (const version of flags.version) {
      const direct = await runSuite({ url: server.url, version, folder: folderFor('independent-direct', version) });
      const through = await runSuite({ url: gateway.url, version, folder: folderFor('independent', version) });
      const clean = (result) => result.scenarios.filter((scenario) => scenario.clean).length;
      console.log(`\nan independent server, ${version}: ${clean(through)} scenarios clean through the gateway, ${clean(direct)} without it`);
      wrong.push(...differences(`independent: ${version}`, direct.scenarios, through.scenarios));
    }
  } finally {
    await gateway.stop();
    for (const stop of stops) await stop();
  }
}

async function beClient() {
  for (const version of flags.version.filter((one) => CLIENT_EXPECTATIONS[one])) {
    const { names, ...expected } = CLIENT_EXPECTATIONS[version];
    const command = [process.execPath, CLIENT, '--gateway', flags.gateway].join(' ');
    const result = await runClientScenarios({ command, names, version, folder: folderFor('client', version) });
    print('client', result);
    wrong.push(...complaints(result, expected).map((sentence) => `client: ${sentence}`));
  }
}

const parts = {
  stdio: () => serve('stdio', overStdio),
  http: () => serve('http', overHttp),
  independent: compareIndependent,
  client: beClient,
};
try {
  if (flags.direct) await serve('direct', fixtureAlone);
  else for (const part of flags.only) await parts[part]();
} finally {
  if (!flags.keep) rmSync(root, { recursive: true, force: true });
}
console.log(wrong.length > 0 ? `\n${wrong.join('\n')}` : '\nas expected');
process.exit(wrong.length > 0 ? 1 : 0);
