// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite against one URL, and its results by scenario.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = join(
  dirname(fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json'))),
  'dist',
  'index.js'
);

/** Runs the suite's command line; its output, and whether it had to be stopped. */
function suite(args, limit, env = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve({ output, timedOut: signal === 'SIGKILL' });
    });
  });
}

/** Names of the scenarios that the suite has for servers of that version. */
async function scenariosOf(version) {
  const { output } = await suite(['list', '--server', '--spec-version', version], 30_000);
  return [...output.matchAll(/^ {2}- (\S+)/gm)].map((match) => match[1]);
}

/**
 * One scenario in numbers. "wire-schema-valid" alone does not count as a success: it also passes where a server said
 * nothing at all.
 */
function summary(name, checks) {
  const count = (status) => checks.filter((check) => check.status === status).length;
  const succeeded = checks.some(({ id, status }) => status === 'SUCCESS' && id !== 'wire-schema-valid');
  return {
    name,
    passed: count('SUCCESS'),
    failed: count('FAILURE'),
    warnings: count('WARNING'),
    clean: count('FAILURE') === 0 && succeeded,
    problems: checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING'),
  };
}

const missing = (name) => [{ id: name, status: 'FAILURE', errorMessage: 'the scenario did not finish' }];

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

/** Runs every scenario of one protocol version against the URL; details stay in the folder, which must be empty. */
export async function runSuite({ url, version, folder, limit = 150_000 }) {
  const expected = await scenariosOf(version);
  const { output, timedOut } = await suite(
    ['server', '--url', url, '--suite', 'all', '--spec-version', version, '-o', folder],
    limit
  );
  const finished = finishedIn(folder);
  return { version, output, timedOut, scenarios: expected.map((name) => summary(name, finished.get(name) ?? missing(name))) };
}

/** Runs scenarios for clients against the command, to which the suite appends the address of its server. */
export async function runClientScenarios({ command, names, version, folder, limit = 60_000 }) {
  const scenarios = [];
  let timedOut = false;
  for (const name of names) {
    const ended = await suite(['client', '--command', command, '--scenario', name, '--spec-version', version, '-o', folder], limit);
    timedOut ||= ended.timedOut;
    const checks = finishedIn(folder).get(name);
    scenarios.push(summary(name, checks ?? [{ id: name, status: 'FAILURE', errorMessage: ended.output.slice(-500) }]));
  }
  return { version, timedOut, scenarios };
}
