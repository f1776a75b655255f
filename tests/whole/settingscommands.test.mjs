// SPDX-License-Identifier: GPL-3.0-or-later
// The settings are read and changed through the running gateway: the file stays the person's own, and what is answered
// is in force.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { command } from './support/control.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything, fixture } from './support/servers.mjs';
import { until } from './support/until.mjs';

const prefixes = async (client) => [...new Set((await client.listTools()).tools.map(({ name }) => name.split('__')[0]))].sort();
const has = (client, ...wanted) =>
  until(`the servers are ${wanted}`, async () => (await prefixes(client)).join() === wanted.join());
const textIn = (gateway) => readFileSync(gateway.settingsFile, 'utf8');
const backups = (gateway) => {
  const folder = join(gateway.folder, 'state', 'settings-before');
  return existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')) : [];
};

test('a value is set and unset, and the file is as it was', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const odd = textIn(gateway).replace('{', '{\r\n\t"roots" : [ ] ,').replaceAll('\n', '\r\n').replaceAll('\r\r', '\r');
  gateway.writeText(odd);
  chmodSync(gateway.settingsFile, 0o640);
  const before = await command(gateway, 'settings.get');
  assert.equal(before.text, odd);
  assert.equal(before.path, gateway.settingsFile);
  assert.deepEqual(before.problems, []);
  const path = ['limits', 'http', 'body'];
  const set = await command(gateway, 'settings.set', { path, value: '32 MiB', digest: before.digest });
  assert.notEqual(set.digest, before.digest);
  assert.equal(statSync(gateway.settingsFile).mode & 0o777, 0o640);
  assert.equal((await command(gateway, 'settings.get')).values.limits.http.body, '32 MiB');
  await command(gateway, 'settings.unset', { path, digest: set.digest });
  assert.equal(textIn(gateway), odd);
  assert.deepEqual(backups(gateway), [odd]);
});

test('a change is in force when it is answered', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connect(t, gateway.url);
  await has(client, 'everything');
  const pid = await gateway.pidOf('everything');
  await command(gateway, 'backend.add', { name: 'Second one', settings: fixture() });
  const names = (await command(gateway, 'backends')).backends.map(({ name }) => name);
  assert.deepEqual(names, ['everything', 'Second one']);
  await has(client, 'everything', 'second-one');

  await command(gateway, 'backend.disable', { name: 'second-one' });
  const off = (await command(gateway, 'backends')).backends.at(-1);
  assert.deepEqual([off.name, off.disabled, off.state], ['Second one', true, 'stopped']);
  assert.match(off.reason, /enable/);
  await has(client, 'everything');
  await assert.rejects(command(gateway, 'backend.start', { name: 'Second one' }), /switched off in the settings/);

  await command(gateway, 'backend.enable', { name: 'Second one' });
  await has(client, 'everything', 'second-one');
  await command(gateway, 'backend.edit', { name: 'Second one', newName: 'third', settings: { ...fixture(), signalbox: { start: 'eager' } } });
  await has(client, 'everything', 'third');
  await command(gateway, 'backend.remove', { name: 'third' });
  await has(client, 'everything');
  assert.equal(await gateway.pidOf('everything'), pid);
  await assert.rejects(command(gateway, 'backend.remove', { name: 'third' }), /no server "third"; there are: everything/);
  await assert.rejects(command(gateway, 'backend.add', { name: 'everything', settings: fixture() }), /already/);
});

test('what somebody else wrote meanwhile is not overwritten', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const { digest } = await command(gateway, 'settings.get');
  const edited = `${textIn(gateway)}\n\n`;
  gateway.writeText(edited);
  const change = { path: ['listen', 'port'], value: 4000, digest };
  await assert.rejects(command(gateway, 'settings.set', change), /changed by somebody else/);
  await assert.rejects(command(gateway, 'settings.write', { text: '{}', digest }), /changed by somebody else/);
  assert.equal(textIn(gateway), edited);
  assert.deepEqual(backups(gateway), []);
});

test('what the gateway could not use is never written', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const before = textIn(gateway);
  const { digest } = await command(gateway, 'settings.get');
  const refused = [
    ['settings.set', { path: ['listen', 'port'], value: 70000 }, /listen\.port: expected 1 to 65535, got 70000/],
    ['settings.set', { path: ['auth'], value: {} }, /expected either token or tokenFile/],
    ['settings.set', { path: ['lisen'], value: {} }, /did you mean "listen"/],
    ['settings.set', { path: [], value: 1 }, /path: expected/],
    ['settings.write', { text: '{ "listen": ', digest }, /line 1, column/],
    ['settings.write', { text: '[]', digest }, /expected an object/],
    ['backend.add', { name: 'x', settings: {} }, /mcpServers\.x: expected a command, a url or a type/],
    ['backend.add', { name: ' ', settings: everything() }, /visible characters/],
    ['backend.add', { name: 'x', settings: { url: 'ftp://x' } }, /mcpServers\.x\.url/],
  ];
  for (const [name, args, sentence] of refused) await assert.rejects(command(gateway, name, args), sentence);
  assert.equal(textIn(gateway), before);
});

test('a broken file is told and left alone until the person mends it', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const good = textIn(gateway);
  const broken = good.replace('}', '},');
  gateway.writeText(broken);
  await until('the complaint', () => gateway.stderr.includes('signalbox.json'));
  const told = await command(gateway, 'settings.get');
  assert.equal(told.text, broken);
  assert.equal(told.problems.length, 1);
  assert.ok(told.problems[0].line > 1);
  await assert.rejects(command(gateway, 'settings.set', { path: ['listen', 'port'], value: 4000 }), /mend the text/);
  assert.equal(textIn(gateway), broken);
  await command(gateway, 'settings.write', { text: good, digest: told.digest });
  assert.equal(textIn(gateway), good);
  assert.deepEqual((await command(gateway, 'settings.get')).problems, []);
});

test('a text or a value is judged without being used', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const text = '{\n  "listen": {\n    "port": 0\n  },\n  "mcpServers": {\n    "a.b": { "command": "x", "args": [1] }\n  }\n}';
  const { usable, problems } = await command(gateway, 'settings.check', { text });
  assert.equal(usable, true);
  assert.deepEqual(
    problems.map(({ key, line }) => [key, line]),
    [
      ['listen.port', 3],
      ['mcpServers.a.b.args[0]', 6],
    ]
  );
  assert.deepEqual(await command(gateway, 'settings.check', { text: '{\n\n,}' }).then((r) => [r.usable, r.problems[0].line]), [false, 3]);
  const value = await command(gateway, 'settings.check', { path: ['limits', 'ask'], value: '10 parsecs' });
  assert.match(value.problems[0].sentence, /expected 1 ms to 1 d/);
  assert.deepEqual((await command(gateway, 'settings.check', { path: ['limits', 'ask'], value: '10 s' })).problems, []);
});

test('secrets are masked in the values and survive an edit', async (t) => {
  const env = { API_TOKEN: 'hush', PLAIN: 'seen', OTHER_KEY: '${HOME}' };
  const gateway = await Gateway.start({ t, servers: { everything: { ...everything(), env } }, settings: { auth: { token: 'quiet' } } });
  const { values } = await command(gateway, 'settings.get');
  const shown = values.mcpServers.everything;
  assert.deepEqual([shown.env.PLAIN, shown.env.OTHER_KEY], ['seen', '${HOME}']);
  assert.doesNotMatch(JSON.stringify(values), /hush|quiet/);
  await command(gateway, 'backend.edit', { name: 'everything', settings: { ...shown, env: { ...shown.env, PLAIN: 'new' } } });
  const written = JSON.parse(textIn(gateway)).mcpServers.everything.env;
  assert.deepEqual([written.API_TOKEN, written.PLAIN], ['hush', 'new']);
});

test('secrets in arguments and addresses are masked and survive edits around them', async (t) => {
  const args = ['-y', 'box', '--api-key', 'hush-1', '--token=hush-2', '--header', 'Authorization: Bearer hush-3', '--db', 'postgres://me:hush-4@host/x', '--key', '${HOME}'];
  const servers = {
    everything: everything(),
    box: { command: 'npx', args, disabled: true },
    far: { url: 'https://me:hush-5@example.org/mcp?token=hush-6&x=1', disabled: true },
  };
  const gateway = await Gateway.start({ t, servers });
  const { values } = await command(gateway, 'settings.get');
  assert.doesNotMatch(JSON.stringify(values), /hush/);
  const { box, far } = values.mcpServers;
  assert.deepEqual([box.args.at(-1), box.args[6], box.args[8]], ['${HOME}', 'Authorization: Bearer ••••••••', 'postgres://me:••••••••@host/x']);
  assert.equal(far.url, 'https://me:••••••••@example.org/mcp?token=••••••••&x=1');

  const edited = { ...box, args: [...box.args.slice(0, 2), '--verbose', ...box.args.slice(4), 'more'] };
  const check = { path: ['mcpServers', 'other'], value: edited, secretsFrom: ['mcpServers', 'box'] };
  assert.deepEqual((await command(gateway, 'settings.check', check)).problems, []);
  await command(gateway, 'backend.edit', { name: 'box', newName: 'other', settings: edited });
  await command(gateway, 'settings.set', { path: ['mcpServers', 'far', 'url'], value: far.url.replace('x=1', 'x=2') });
  const written = JSON.parse(textIn(gateway)).mcpServers;
  assert.deepEqual(written.other.args, [...args.slice(0, 2), '--verbose', ...args.slice(4), 'more']);
  assert.equal(written.far.url, 'https://me:hush-5@example.org/mcp?token=hush-6&x=2');

  const before = textIn(gateway);
  const lost = { ...written.other, args: ['--password', '••••••••'] };
  await assert.rejects(command(gateway, 'backend.edit', { name: 'other', settings: lost }), /args\[1\]: •+ stands for no secret .*type the secret itself/);
  await assert.rejects(command(gateway, 'backend.add', { name: 'copy', settings: far }), /mcpServers\.copy\.url: •+ stands for no secret/);
  await assert.rejects(command(gateway, 'backend.try', { name: 'copy', settings: far }), /stands for no secret/);
  assert.equal(textIn(gateway), before);
});

test('a server is tested as it is being edited, with the secrets of the file', async (t) => {
  const needy = { command: 'sh', args: ['-c', 'test "$API_TOKEN" = hush && exec "$@"', 'sh', everything().command, ...everything().args] };
  const gateway = await Gateway.start({ t, servers: { needy: { ...needy, env: { API_TOKEN: 'hush' } } } });
  const { values } = await command(gateway, 'settings.get');
  const good = await command(gateway, 'backend.try', { name: 'needy', settings: values.mcpServers.needy }, 60_000);
  assert.equal(good.ok, true, JSON.stringify(good));
  assert.ok(good.steps.length > 1 && good.steps.every(({ what, ok }) => what && ok));
  const bad = await command(gateway, 'backend.try', { name: 'needy', settings: { ...needy, env: { API_TOKEN: 'loud' } } }, 60_000);
  assert.equal(bad.ok, false);
});

test('a link is followed, and what it points to is replaced', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const real = join(gateway.folder, 'dotfiles.json');
  renameSync(gateway.settingsFile, real);
  symlinkSync(real, gateway.settingsFile);
  await command(gateway, 'settings.set', { path: ['limits', 'ask'], value: '5 min' });
  assert.ok(lstatSync(gateway.settingsFile).isSymbolicLink());
  assert.equal(JSON.parse(readFileSync(real, 'utf8')).limits.ask, '5 min');
});

test('a file that may not be written is not replaced', async (t) => {
  if (process.getuid() === 0) return t.skip('root may write everything');
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  chmodSync(gateway.settingsFile, 0o400);
  await assert.rejects(command(gateway, 'settings.set', { path: ['limits', 'ask'], value: '5 min' }), /may not be written/);
});

test('the first change of a missing file keeps what serves without one', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  rmSync(gateway.settingsFile);
  const names = async () => (await command(gateway, 'backends')).backends.map(({ name }) => name).join();
  await until('desk serves', async () => (await names()) === 'desk');
  assert.equal((await command(gateway, 'settings.get')).exists, false);
  await command(gateway, 'backend.add', { name: 'everything', settings: everything() });
  assert.equal(await names(), 'desk,everything');
  assert.equal(statSync(gateway.settingsFile).mode & 0o777, 0o600);
});

test('while paused no tool is called, and everything else works', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connect(t, gateway.url);
  await has(client, 'everything');
  const long = client.callTool({ name: 'everything__trigger-long-running-operation', arguments: { duration: 2, steps: 2 } });
  await until('it runs', async () => (await command(gateway, 'backends')).backends[0].callsOpen === 1);
  await command(gateway, 'pause');
  assert.equal((await command(gateway, 'status')).paused, true);
  const echo = () => client.callTool({ name: 'everything__echo', arguments: { message: 'hello' } });
  await assert.rejects(echo(), /paused by the person at the gateway/);
  await has(client, 'everything');
  assert.match(textOf(await long), /completed/i);
  await command(gateway, 'resume');
  assert.equal((await command(gateway, 'status')).paused, false);
  assert.equal(textOf(await echo()), 'Echo: hello');
});

test('starting at login is a file that comes and goes', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-home-'));
  t.after(() => rmSync(home, { recursive: true }));
  const gateway = await Gateway.start({ t, env: { XDG_CONFIG_HOME: home } });
  const off = await command(gateway, 'login');
  assert.equal(off.state, 'off');
  assert.equal(off.file, join(home, 'autostart', 'signalbox.desktop'));
  assert.equal((await command(gateway, 'login.set', { on: true })).state, 'on');
  assert.equal(readFileSync(off.file, 'utf8'), off.entry);
  assert.match(off.entry, /^Exec=\S+signalbox --at-login --config \S+ --state \S+$/m);
  assert.equal((await command(gateway, 'login.set', { on: false })).state, 'off');
  assert.ok(!existsSync(off.file));
  await assert.rejects(command(gateway, 'window.raise'), /without a window/);
});
