// SPDX-License-Identifier: GPL-3.0-or-later
// Subcommands of the program, asked of a gateway.
import { spawn } from 'node:child_process';
import { within } from './until.mjs';

/** Starts a subcommand; `said` and `complained` grow, `ended` is its exit code. */
export function begin(t, gateway, subcommand, ...words) {
  const { command, args, env } = gateway.connecting();
  const child = spawn(command, [subcommand, ...words, ...args.slice(1)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, said: '', complained: '' };
  child.stdout.on('data', (data) => (run.said += data));
  child.stderr.on('data', (data) => (run.complained += data));
  run.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  t.after(() => child.kill('SIGKILL'));
  return run;
}

/** The same until it has ended: { code, said, complained }. */
export async function run(t, gateway, subcommand, ...words) {
  const begun = begin(t, gateway, subcommand, ...words);
  const code = await within(60_000, `signalbox ${subcommand} ends`, begun.ended);
  return { code, said: begun.said, complained: begun.complained };
}
