// SPDX-License-Identifier: GPL-3.0-or-later
// What `signalbox connect` costs: its memory, and the time it adds to a call beside the same calls over HTTP, in turns in
// one run.
//   SIGNALBOX=BINARY tests/node/run tests/bench/connect.mjs [CALLS]
import { readFileSync } from 'node:fs';
import { Gateway } from '../whole/support/gateway.mjs';
import { connect, connectOverLines } from '../whole/support/client.mjs';
import { everything } from '../whole/support/servers.mjs';
import { processesWith } from '../whole/support/processes.mjs';

const calls = Number(process.argv[2] ?? 2_000);
const stops = [];
const t = { after: (stop) => stops.unshift(stop) };
const kilobytes = (text, key) => [...text.matchAll(new RegExp(`^${key}:\\s+(\\d+) kB`, 'gm'))].reduce((sum, [, kb]) => sum + Number(kb), 0);

try {
  const gateway = await Gateway.start({ servers: { everything: everything() } });
  t.after(() => gateway.destroy());
  const ways = { HTTP: await connect(t, gateway.url), connect: await connectOverLines(t, gateway.connecting()) };
  const micros = { HTTP: [], connect: [] };
  for (let i = 0; i < calls; ++i) {
    for (const [way, client] of Object.entries(ways)) {
      const begun = performance.now();
      await client.callTool({ name: 'everything__echo', arguments: { message: 'x' } });
      micros[way].push(1_000 * (performance.now() - begun));
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const [direct, through] = [median(micros.HTTP), median(micros.connect)];
  console.log(`a call over HTTP ${direct.toFixed(0)} µs, through connect ${through.toFixed(0)} µs: ${(through / direct).toFixed(2)} ×`);
  const [{ pid }] = processesWith('SIGNALBOX_TEST_SERVER', 'connect');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  console.log(`connect after ${calls} calls: ${kilobytes(rollup, 'Rss')} kB resident, ${kilobytes(rollup, 'Pss')} kB its share, ${kilobytes(rollup, 'Private_Dirty')} kB of its own`);
} finally {
  for (const stop of stops) await stop();
}
