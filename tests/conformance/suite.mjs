// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite against a server or a client, and its results by scenario.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MAIN = join(
  dirname(fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json'))),
  'dist',
  'index.js'
);

/** Runs the suite's command line; its output, how it ended, and whether it had to be stopped. */
function suite(args, limit, env = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: HERE,
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ output, code, timedOut: signal === 'SIGKILL' });
    });
  });
}

/** Names of the scenarios that the suite has for servers of that version. */
async function scenariosOf(version) {
  const { output } = await suite(['list', '--server', '--spec-version', version], 30_000);
  return [...output.matchAll(/^ {2}- (\S+)/gm)].map((match) => match[1]);
}

/** Best first; whatever else a check may say is no verdict. */
export const VERDICTS = ['SUCCESS', 'WARNING', 'FAILURE'];

/** The worst verdict of each check; without those that gave none. */
function verdictsOf(checks) {
  const worst = {};
  for (const { id, status } of checks) {
    if (VERDICTS.indexOf(status) > VERDICTS.indexOf(worst[id])) worst[id] = status;
  }
  return worst;
}

/**
 * One scenario in numbers. "wire-schema-valid" alone does not count as a success: it also passes where a server said
 * nothing at all.
 */
export function summary(name, checks) {
  const count = (status) => checks.filter((check) => check.status === status).length;
  const succeeded = checks.some(({ id, status }) => status === 'SUCCESS' && id !== 'wire-schema-valid');
  return {
    name,
    passed: count('SUCCESS'),
    failed: count('FAILURE'),
    warnings: count('WARNING'),
    clean: count('FAILURE') === 0 && succeeded,
    verdicts: verdictsOf(checks),
    problems: checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING'),
  };
}

/** The checks of the scenarios whose details lie in that folder, by name. */
function finishedIn(folder) {
  const finished = new Map();
  for (const entry of readdirSync(folder)) {
    const name = /^(?:server-)?(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(entry)?.[1];
    const file = join(folder, entry, 'checks.json');
    if (name && existsSync(file)) finished.set(name, JSON.parse(readFileSync(file, 'utf8')));
  }
  return finished;
}

function empty(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Every scenario for servers of one protocol version against the URL; details stay in the folder. */
export async function testServer({ url, version, folder, limit = 150_000 }) {
  empty(folder);
  const expected = await scenariosOf(version);
  const { output, timedOut } = await suite(
    ['server', '--url', url, '--suite', 'all', '--spec-version', version, '-o', folder],
    limit
  );
  const finished = finishedIn(folder);
  const missing = (name) => [{ id: name, status: 'FAILURE', errorMessage: 'the scenario did not finish' }];
  return { version, output, timedOut, scenarios: expected.map((name) => summary(name, finished.get(name) ?? missing(name))) };
}

/** Those scenarios for servers that belong to an extension, each by itself; details stay in the folder. */
export async function testExtension({ url, version, names, folder, limit = 60_000 }) {
  empty(folder);
  let output = '';
  for (const name of names) {
    const run = await suite(['server', '--url', url, '--scenario', name, '--spec-version', version, '--force', '-o', folder], limit);
    output += run.output;
  }
  const finished = finishedIn(folder);
  const missing = (name) => [{ id: name, status: 'FAILURE', errorMessage: 'the scenario did not finish' }];
  return { version, output, timedOut: false, scenarios: names.map((name) => summary(name, finished.get(name) ?? missing(name))) };
}

/**
 * One scenario for clients, with client.mjs in front of that gateway; trouble is what went wrong besides the checks. The
 * suite takes a command apart at its spaces and hands it to a shell, so paths travel in the environment.
 */
export async function testClient({ gateway, name, version, folder, limit = 60_000 }) {
  empty(folder);
  const { output, code, timedOut } = await suite(
    ['client', '--command', 'node client.mjs', '--scenario', name, '--spec-version', version, '-o', folder],
    limit,
    { SIGNALBOX: gateway, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  );
  const trouble = timedOut ? 'the suite did not come to an end' : code !== 0 ? `the suite ended with ${code}: ${output.slice(-2000)}` : undefined;
  return { ...summary(name, finishedIn(folder).get(name) ?? []), version, trouble };
}
