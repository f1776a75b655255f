// SPDX-License-Identifier: GPL-3.0-or-later
// Real servers that are reached over HTTP, each a process on a port of its own that can be killed and started again.
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until, within } from './until.mjs';

const START_LIMIT = 20_000;
const everything = fileURLToPath(new URL('../../node/node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url));
const loopback = new URL('./loopback.mjs', import.meta.url).href;

/** A port nobody listens on at the moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

export class NetworkedServer {
  #args;
  #env;
  #child;
  #exited;
  port;
  path;

  /** args for node, or makes them from the port; the server listens at the port in PORT and answers at path. Ends with the test. */
  static async start(t, args, path, env = {}) {
    const server = new NetworkedServer();
    server.#env = env;
    server.path = path;
    server.port = await freePort();
    server.#args = typeof args === 'function' ? args(server.port) : args;
    t.after(() => server.kill());
    await server.run();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}${this.path}`;
  }

  /** Starts it, again after kill(); env comes on top of what it always gets. */
  async run(env = {}) {
    const child = spawn(process.execPath, ['--import', loopback, ...this.#args], {
      stdio: 'ignore',
      env: { ...process.env, PORT: String(this.port), ...this.#env, ...env },
    });
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', resolve));
    await until(`a server at port ${this.port}`, () => answers(this.port), START_LIMIT);
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await within(10_000, 'the server ends', this.#exited);
  }
}

export const everythingOverHttp = (t) => NetworkedServer.start(t, [everything, 'streamableHttp'], '/mcp');
export const everythingOverSse = (t) => NetworkedServer.start(t, [everything, 'sse'], '/sse');
export const taskerOverHttp = (t) => NetworkedServer.start(t, [fileURLToPath(new URL('tasker.mjs', import.meta.url))], '/mcp');
