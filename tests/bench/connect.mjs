// SPDX-License-Identifier: GPL-3.0-or-later
// What `signalbox connect` costs: its own memory, and the time that it adds to a call. Both ways lead to the same gateway
// and server, in turns, one call at a time.
//   SIGNALBOX=…/bin/signalbox tests/node/run tests/bench/connect.mjs [calls]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { Gateway } from '../whole/support/gateway.mjs';
import { everything } from '../whole/support/servers.mjs';

const CALLS = Number(process.argv[2] ?? 5000);
const ROUND = 500;
const hello = { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } } };
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const echo = { method: 'tools/call', params: { name: 'everything__echo', arguments: { message: 'x'.repeat(100) } } };

/** A client over HTTP on one kept connection. */
function overHttp(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port, pathname } = new URL(url);
  let session = {};
  const post = (message) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...session };
      const sent = request({ agent, hostname, port, path: pathname, method: 'POST', headers }, (answer) => {
        let body = '';
        answer.on('data', (data) => (body += data)).on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode >= 300) return reject(new Error(`${answer.statusCode}: ${body}`));
          const id = answer.headers['mcp-session-id'];
          if (id) session = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
          resolve(body);
        });
      });
      sent.on('error', reject).end(JSON.stringify(message));
    });
  let id = 0;
  const ask = (message) => post({ jsonrpc: '2.0', id: ++id, ...message });
  return { ask, tell: post, close: () => agent.destroy() };
}

/** A client over standard input and output. */
function overLines({ command, args, env }) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id } = JSON.parse(line);
    waiting.get(id)?.(line);
    waiting.delete(id);
  });
  const tell = async (message) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  let id = 0;
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.set(++id, resolve);
      tell({ jsonrpc: '2.0', id, ...message });
    });
  return { ask, tell, child, close: () => child.stdin.end() };
}

/** µs of each of some calls. */
async function timed(client, calls) {
  const times = [];
  for (let i = 0; i < calls; ++i) {
    const start = performance.now();
    const answer = await client.ask(echo);
    times.push((performance.now() - start) * 1000);
    if (!answer.includes('Echo: xxx')) throw new Error(`not the answer that was expected: ${answer}`);
  }
  return times;
}

const part = (times, share) => Math.round(times.sort((a, b) => a - b)[Math.floor((times.length - 1) * share)]);
const kilobytes = (pid, what) => Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);

const gateway = await Gateway.start({ servers: { everything: everything() } });
try {
  const ways = { 'HTTP to the gateway': overHttp(gateway.url), 'signalbox connect': overLines(gateway.connecting()) };
  const { child } = ways['signalbox connect'];
  const times = {};
  for (const [name, client] of Object.entries(ways)) {
    await client.ask(hello);
    await client.tell(initialized);
    await timed(client, ROUND);
    times[name] = [];
  }
  for (let done = 0; done < CALLS; done += ROUND)
    for (const [name, client] of Object.entries(ways)) times[name].push(...(await timed(client, ROUND)));
  for (const [name, each] of Object.entries(times))
    console.log(`${name}: ${part(each, 0.5)} µs median, ${part(each, 0.99)} µs p99 of ${each.length} calls`);
  console.log(`signalbox connect: ${kilobytes(child.pid, 'Private_Dirty')} KB private dirty, ${kilobytes(child.pid, 'Rss')} KB RSS after ${CALLS + ROUND} calls`);
  for (const client of Object.values(ways)) client.close();
} finally {
  await gateway.destroy();
}
