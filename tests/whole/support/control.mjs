// SPDX-License-Identifier: GPL-3.0-or-later
// The door for the person's other programs: one line asks, one line answers.
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until, within } from './until.mjs';

/** The result of one command of a running gateway. */
export async function command(gateway, name, args = {}, limit = 5000) {
  const folder = join(gateway.folder, 'run', 'signalbox');
  const [file] = await until('the control socket is there', () => {
    const sockets = readdirSync(folder).filter((entry) => entry.endsWith('.sock'));
    return sockets.length === 1 && sockets;
  });
  const answered = new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(join(folder, file), () => socket.write(`${JSON.stringify({ command: name, arguments: args })}\n`));
    socket.on('error', reject);
    socket.on('end', () => reject(new Error(`${name}: no answer`)));
    socket.on('data', (data) => {
      text += data;
      if (!text.endsWith('\n')) return;
      resolve(JSON.parse(text));
      socket.destroy();
    });
  });
  const { ok, result, error } = await within(limit, `an answer to ${name}`, answered);
  if (!ok) throw new Error(`${name}: ${error}`);
  return result;
}
