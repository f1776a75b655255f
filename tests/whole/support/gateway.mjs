// SPDX-License-Identifier: GPL-3.0-or-later
// A real gateway process on a free port, with settings and state in a folder of its own. Whatever happens, destroy()
// leaves no process and no file behind.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesWith } from './processes.mjs';
import { until, within } from './until.mjs';

const TAG = 'SIGNALBOX_TEST_RUN'; // carried by the gateway and all its descendants
const SERVER = 'SIGNALBOX_TEST_SERVER'; // names the server that a process is
const START_LIMIT = 30_000; // a sanitized build on a busy machine
const STOP_LIMIT = 15_000;

export class Gateway {
  #binary;
  #env;
  #view;
  #child;
  #tag = randomUUID();
  #exited;
  folder = mkdtempSync(join(tmpdir(), 'signalbox-whole-'));
  settingsFile = join(this.folder, 'signalbox.json');
  stderr = '';
  url; // http://127.0.0.1:PORT/mcp

  /**
   * Starts a gateway and waits for its URL. servers is the map mcpServers of its settings, or makes one from the folder
   * that goes away with the gateway; settings is what stands beside it; env comes on top of the environment; view is
   * the number of the window's view that is open, drawn into memory: without one there is no window. With a test context t, the gateway is destroyed when that test is over, and its words are shown if it failed.
   */
  static async start({ servers = {}, settings = {}, env = {}, view, binary = process.env.SIGNALBOX, t } = {}) {
    if (!binary) throw new Error('SIGNALBOX names no gateway binary to test');
    const gateway = new Gateway();
    gateway.#binary = binary;
    gateway.#env = view === undefined ? env : { ...env, QT_QPA_PLATFORM: 'offscreen' };
    gateway.#view = view;
    t?.after(async () => {
      if (t.passed === false) t.diagnostic(`the gateway said:\n${gateway.stderr}`);
      await gateway.destroy();
    });
    try {
      gateway.write(typeof servers === 'function' ? servers(gateway.folder) : servers, settings);
      await gateway.run();
    } catch (error) {
      await gateway.destroy();
      throw error;
    }
    return gateway;
  }

  /** Replaces the settings as an editor does: a new file takes the old one's name. */
  write(servers, settings = {}) {
    const tagged = Object.entries(servers).map(([name, server]) => {
      if (!server.command) return [name, server];
      return [name, { ...server, env: { ...server.env, [TAG]: this.#tag, [SERVER]: name } }];
    });
    this.writeText(JSON.stringify({ mcpServers: Object.fromEntries(tagged), ...settings }, null, 2));
  }

  writeText(text) {
    writeFileSync(`${this.settingsFile}.new`, text);
    renameSync(`${this.settingsFile}.new`, this.settingsFile);
  }

  /** Starts the process, again after stop() or kill(): same settings, same state. */
  async run(port = 0) {
    const state = join(this.folder, 'state');
    const runtime = join(this.folder, 'run');
    mkdirSync(state, { recursive: true, mode: 0o700 });
    mkdirSync(runtime, { recursive: true, mode: 0o700 });
    const hasWindow = this.#view !== undefined;
    if (hasWindow) writeFileSync(join(state, 'window.ini'), `[window]\nview=${this.#view}\n`);
    const child = spawn(
      this.#binary,
      [...(hasWindow ? [] : ['--headless']), '--config', this.settingsFile, '--port', String(port), '--state', state],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.#env, XDG_RUNTIME_DIR: runtime, [TAG]: this.#tag, [SERVER]: 'gateway' } }
    );
    this.#child = child;
    let stdout = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (this.stderr += data));
    this.#exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    child.once('error', (error) => (this.stderr += `${error}\n`));
    this.url = await until(
      'the gateway prints its URL',
      () => {
        if (child.exitCode !== null || child.signalCode) throw new Error(`the gateway ended early: ${this.stderr}`);
        return /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(stdout)?.[0];
      },
      START_LIMIT
    );
  }

  /** The command with which a client of standard input and output reaches this gateway, or starts it. */
  connecting(...options) {
    const env = { ...process.env, XDG_RUNTIME_DIR: join(this.folder, 'run'), [TAG]: this.#tag, [SERVER]: 'connect' };
    delete env.DISPLAY;
    delete env.WAYLAND_DISPLAY;
    return {
      command: this.#binary,
      args: ['connect', '--config', this.settingsFile, '--state', join(this.folder, 'state'), ...options],
      env,
    };
  }

  get pid() {
    return this.#child.pid;
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  /** Every process of this gateway but itself: servers, watchdog. */
  descendants() {
    return processesWith(TAG, this.#tag).filter(({ pid }) => pid !== this.#child.pid);
  }

  /** The process ids of one configured server, lowest first. */
  pidsOf(server) {
    return this.descendants()
      .filter(({ variables }) => variables.includes(`${SERVER}=${server}`))
      .map(({ pid }) => pid)
      .sort((a, b) => a - b);
  }

  async pidOf(server) {
    const [pid] = await until(`one process of ${server}`, () => {
      const pids = this.pidsOf(server);
      return pids.length === 1 && pids;
    });
    return pid;
  }

  /** Ends it as a session manager does; how it ended: { code, signal }. */
  stop() {
    this.#child.kill('SIGTERM');
    return within(STOP_LIMIT, 'the gateway ends after SIGTERM', this.#exited);
  }

  /** Ends it as a crash does. */
  kill() {
    this.#child.kill('SIGKILL');
    return within(STOP_LIMIT, 'the gateway ends after SIGKILL', this.#exited);
  }

  async destroy() {
    if (this.#child?.pid) await this.kill();
    for (const { pid } of processesWith(TAG, this.#tag)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it ended by itself meanwhile
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
