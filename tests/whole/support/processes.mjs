// SPDX-License-Identifier: GPL-3.0-or-later
// Processes as the kernel sees them, found by a variable in the environment they were started with.
import { readdirSync, readFileSync } from 'node:fs';

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended, or is not ours
  }
};

/** Living processes (zombies have ended) whose environment has NAME=value: { pid, parent, command, variables }. */
export function processesWith(name, value) {
  const wanted = `${name}=${value}`;
  const found = [];
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const variables = read(pid, 'environ').split('\0');
    if (!variables.includes(wanted)) continue;
    const [state, parent] = read(pid, 'stat').replace(/^.*\) /s, '').split(' ');
    if (!parent || state === 'Z' || state === 'X') continue;
    found.push({ pid: Number(pid), parent: Number(parent), command: read(pid, 'cmdline').split('\0').join(' ').trim(), variables });
  }
  return found;
}

