// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite through the gateway: the fixture is its only backend, seen at /mcp/fixture.
//   run.mjs --gateway BINARY    the test
//   run.mjs --direct            the same without a gateway, against the fixture's own HTTP, for comparison
//   --version V                 only that protocol version
//   --keep FOLDER               leave the suite's details there
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Gateway } from '../whole/support/gateway.mjs';
import { complaints, EXPECTATIONS } from './expectations.mjs';
import { runSuite } from './suite.mjs';

const FIXTURE = fileURLToPath(new URL('fixture/server.mjs', import.meta.url));

const { values: flags } = parseArgs({
  options: {
    gateway: { type: 'string' },
    direct: { type: 'boolean', default: false },
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

async function fixtureBehindGateway(binary) {
  const gateway = await Gateway.start({ binary, servers: { fixture: { command: process.execPath, args: [FIXTURE, '--stdio'] } } });
  return { url: `${gateway.url}/fixture`, stop: () => gateway.destroy(), words: () => gateway.stderr };
}

function print({ version, scenarios }) {
  const sum = (key) => scenarios.reduce((total, scenario) => total + scenario[key], 0);
  const clean = scenarios.filter((scenario) => scenario.clean).length;
  console.log(`\n${version}: ${clean} of ${scenarios.length} scenarios clean; checks: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('warnings')} warnings`);
  for (const { name, passed, failed, warnings, clean: good, problems } of scenarios) {
    console.log(`  ${good ? 'clean' : 'FAIL '}  ${name.padEnd(34)} ${passed} passed, ${failed} failed, ${warnings} warnings`);
    for (const { id, status, errorMessage } of problems) {
      console.log(`         ${status.toLowerCase()} ${id}: ${String(errorMessage ?? '').replace(/\s+/g, ' ').slice(0, 240)}`);
    }
  }
}

const root = flags.keep ?? mkdtempSync(join(tmpdir(), 'signalbox-conformance-'));
const server = flags.direct ? await fixtureAlone() : await fixtureBehindGateway(flags.gateway);
const wrong = [];
try {
  for (const version of flags.version) {
    const folder = join(root, version);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const result = await runSuite({ url: server.url, version, folder });
    print(result);
    wrong.push(...complaints(result, EXPECTATIONS[version]));
  }
} finally {
  await server.stop();
  if (!flags.keep) rmSync(root, { recursive: true, force: true });
}
console.log(wrong.length > 0 ? `\n${wrong.join('\n')}` : '\nas expected');
if (wrong.length > 0 && server.words) console.log(`\nthe gateway said:\n${server.words()}`);
process.exit(wrong.length > 0 ? 1 : 0);
