// SPDX-License-Identifier: GPL-3.0-or-later
// AI clients are connected by their own settings files: what is written there leads to the gateway, and goes again to
// the byte.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { until } from './support/until.mjs';

const files = {
  'claude-code': '.claude.json',
  'claude-desktop': '.config/Claude/claude_desktop_config.json',
  cursor: '.cursor/mcp.json',
  vscode: '.config/Code/User/mcp.json',
  codex: '.codex/config.toml',
  gemini: '.gemini/settings.json',
  windsurf: '.codeium/windsurf/mcp_config.json',
  zed: '.config/zed/settings.json',
};
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** A home of its own beside the gateway, and the program run in it. */
class Home {
  constructor(gateway) {
    this.gateway = gateway;
    this.folder = join(gateway.folder, 'home');
    this.env = { PATH: process.env.PATH, HOME: this.folder, XDG_RUNTIME_DIR: join(gateway.folder, 'run') };
  }
  file(client) {
    return join(this.folder, files[client]);
  }
  write(client, text) {
    mkdirSync(dirname(this.file(client)), { recursive: true });
    writeFileSync(this.file(client), text);
    chmodSync(this.file(client), 0o644);
  }
  /** Runs `signalbox clients …` to its end. */
  async run(...words) {
    const options = ['--config', this.gateway.settingsFile, '--state', join(this.gateway.folder, 'state')];
    const child = spawn(process.env.SIGNALBOX, ['clients', ...words, ...options], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }
  async states() {
    const { stdout } = await this.run('list', '--json');
    return Object.fromEntries(JSON.parse(stdout).clients.map((client) => [client.id, client]));
  }
}

const toolsThrough = async (t, transport) => {
  const client = new Client({ name: 'test', version: '1' });
  t.after(() => client.close());
  await client.connect(transport);
  return (await client.listTools()).tools.map(({ name }) => name);
};

test('what is written leads each kind of client to the gateway, token included', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() }, settings: { auth: { token: 'letmein' } } });
  const home = new Home(gateway);
  const before = '{\n  // mine\n  "servers": {},\n}\n';
  home.write('vscode', before);
  const hash = hashOf(home.file('vscode'));
  const done = await home.run('connect', ...Object.keys(files), '--yes');
  assert.equal(done.code, 0, done.stderr);
  assert.ok(!done.stdout.includes('letmein'), 'the token is not printed');
  for (const [client, state] of Object.entries(await home.states())) assert.equal(state.connected, true, client);
  for (const client of Object.keys(files)) assert.equal(statSync(home.file(client)).mode & 0o777, 0o600, client);

  const cursor = JSON.parse(readFileSync(home.file('cursor'))).mcpServers.signalbox;
  assert.equal(cursor.url, gateway.url);
  const overHttp = new StreamableHTTPClientTransport(new URL(cursor.url), { requestInit: { headers: cursor.headers } });
  assert.ok((await toolsThrough(t, overHttp)).includes('everything__echo'));
  const desktop = JSON.parse(readFileSync(home.file('claude-desktop'))).mcpServers.signalbox;
  const overPipe = new StdioClientTransport({ ...desktop, env: home.env, stderr: 'ignore' });
  assert.ok((await toolsThrough(t, overPipe)).includes('everything__echo'));

  assert.equal((await home.run('undo', 'all', '--yes')).code, 0);
  assert.equal(hashOf(home.file('vscode')), hash);
  for (const client of Object.keys(files)) assert.equal(existsSync(home.file(client)), client === 'vscode', client);
  assert.deepEqual(readdirSync(home.folder), ['.config']);
});

test('nothing is written before the person has said so', async (t) => {
  const gateway = await Gateway.start({ t });
  const home = new Home(gateway);
  home.write('zed', '{}\n');
  const shown = await home.run('connect', 'zed');
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /\+ .*"signalbox"/);
  assert.match(shown.stdout, /add --yes/);
  assert.equal(readFileSync(home.file('zed'), 'utf8'), '{}\n');
});

test('what is malformed, or somebody else\'s, is named and left alone', async (t) => {
  const gateway = await Gateway.start({ t });
  const home = new Home(gateway);
  home.write('codex', '[mcp_servers\n');
  home.write('gemini', '{"mcpServers": {"signalbox": {"httpUrl": "https://example.org/mcp"}}}');
  const hashes = ['codex', 'gemini'].map((client) => hashOf(home.file(client)));
  const done = await home.run('connect', 'codex', 'gemini', '--yes');
  assert.equal(done.code, 1);
  assert.match(done.stderr, /config\.toml, line 1, column 13: this is not TOML/);
  assert.match(done.stderr, /leads somewhere else/);
  assert.deepEqual(['codex', 'gemini'].map((client) => hashOf(home.file(client))), hashes);
  assert.equal((await home.run('connect', 'gemini', '--replace', '--yes')).code, 0);
  assert.equal((await home.states()).gemini.connected, true);
  assert.equal((await home.run('connect', 'emacs', '--yes')).code, 1);
  assert.equal((await home.run('frobnicate')).code, 2);
  assert.equal((await home.run('connect', '--frobnicate')).code, 2);
});

test('what somebody changed since stays when the entry goes', async (t) => {
  const gateway = await Gateway.start({ t });
  const home = new Home(gateway);
  home.write('claude-code', '{\n\t"numStartups": 1\n}');
  await home.run('connect', 'claude-code', '--yes');
  const file = home.file('claude-code');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"numStartups": 1', '"numStartups": 2'));
  assert.equal((await home.run('undo', 'claude-code', '--yes')).code, 0);
  assert.equal(readFileSync(file, 'utf8'), '{\n\t"numStartups": 2,\n\t"mcpServers": {}\n}');
});

test('servers of clients are taken over and serve at once', async (t) => {
  const gateway = await Gateway.start({ t });
  const home = new Home(gateway);
  const server = everything();
  home.write('cursor', JSON.stringify({ mcpServers: { everything: { ...server, env: { ...server.env, API_KEY: 'hunter2' } } } }));
  const listed = await home.run('import');
  assert.match(listed.stdout, /everything .*\(Cursor\)/);
  const done = await home.run('import', 'all', '--yes');
  assert.equal(done.code, 0, done.stderr);
  assert.ok(![listed.stdout, done.stdout].some((text) => text.includes('hunter2')), 'the secret is not printed');
  assert.equal(JSON.parse(readFileSync(gateway.settingsFile)).mcpServers.everything.env.API_KEY, 'hunter2');
  await until('the gateway has it', async () =>
    (await toolsThrough(t, new StreamableHTTPClientTransport(new URL(gateway.url)))).includes('everything__echo'));
});
