// SPDX-License-Identifier: GPL-3.0-or-later
// What the suite is run against. Each ends with the scope it was started for, which has after(stop).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Gateway } from '../whole/support/gateway.mjs';
import { fixture, tasker } from '../whole/support/servers.mjs';

const FIXTURE = fileURLToPath(new URL('fixture/server.mjs', import.meta.url));

/** The fixture as an entry of mcpServers that the gateway starts itself. */
export const fixtureInLines = fixture;
export const taskerInLines = tasker;

/** The fixture over --http or --sse; its URL. */
export async function fixtureAlone(scope, kind) {
  const child = spawn(process.execPath, [FIXTURE, kind, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  scope.after(() => {
    child.kill();
    return exited;
  });
  return Promise.race([
    once(child.stdout, 'data').then(([line]) => String(line).trim()),
    exited.then(([code]) => Promise.reject(new Error(`the fixture ended with ${code}`))),
  ]);
}

/** A gateway with that entry of mcpServers as its only backend: { url, stderr }, the URL that of the backend. */
export async function behindGateway(scope, binary, entry) {
  const gateway = await Gateway.start({ binary, servers: { server: entry } });
  scope.after(() => gateway.destroy());
  return {
    url: `${gateway.url}/server`,
    get stderr() {
      return gateway.stderr;
    },
  };
}
