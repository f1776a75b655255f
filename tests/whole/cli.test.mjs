// SPDX-License-Identifier: GPL-3.0-or-later
// The subcommands of the program against a running gateway with real servers, and without one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { connect } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { begin, run } from './support/subcommand.mjs';
import { until, within } from './support/until.mjs';

const sh = (script) => ({ command: 'sh', args: ['-c', script] });
const SERVERS = {
  everything: everything(),
  missing: { command: 'no-such-program-of-this-test' },
  leaves: sh('echo "the key is missing" >&2; exit 3'),
  mute: { ...sh('exec sleep 600'), signalbox: { limits: { startTime: '1 s' } } },
};

const stepOf = (checked, server, what) =>
  checked.backends.find(({ name }) => name === server).steps.find((step) => step.what === what);

test('a person sees and steers everything without a desktop', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: SERVERS.everything, missing: SERVERS.missing } });
  const calm = await run(t, gateway, 'status');
  assert.equal(calm.code, 0, calm.complained);
  assert.match(calm.said, new RegExp(`^signalbox \\S+, process ${gateway.pid}, up `));
  assert.ok(calm.said.includes(gateway.url) && calm.said.includes(gateway.settingsFile));
  assert.ok(!calm.said.includes('\x1b'), 'no colour into a pipe');

  const started = await run(t, gateway, 'start', 'everything');
  assert.deepEqual([started.code, started.complained], [0, '']);
  assert.match(started.said, /^everything: ready, mcp-servers\/everything/);
  const before = await gateway.pidOf('everything');
  assert.equal((await run(t, gateway, 'restart', 'everything')).code, 0);
  assert.notEqual(await gateway.pidOf('everything'), before);

  const failing = await run(t, gateway, 'start', 'missing');
  assert.equal(failing.code, 7);
  assert.match(failing.said, /^missing: failed, command: "no-such-program-of-this-test" was not found/);
  const troubled = await run(t, gateway, 'status');
  assert.equal(troubled.code, 7);
  assert.match(troubled.said, /\nmissing: failed\n/);
  const status = JSON.parse((await run(t, gateway, 'status', '--json')).said);
  assert.equal(status.ok, false);
  assert.equal(status.backends.length, 2);

  const backends = await run(t, gateway, 'backends');
  assert.equal(backends.code, 0);
  assert.match(backends.said, /^NAME +STATE +SINCE/);
  assert.match(backends.said, /\neverything +ready /);
  const tools = await run(t, gateway, 'tools', '--backend', 'everything');
  assert.match(tools.said, /\neverything__echo +\d+ +Echoes back/);
  assert.match(tools.said, /\n\d+ tools of 1 server, about [\d,]+ tokens\n$/);
  const unknown = await run(t, gateway, 'tools', '--backend', 'nobody');
  assert.deepEqual([unknown.code, unknown.said], [1, '']);
  assert.match(unknown.complained, /expected one of everything, missing; got "nobody"/);
  assert.equal((await run(t, gateway, 'restart', 'nobody')).code, 1);

  const stopped = await run(t, gateway, 'stop', 'everything');
  assert.equal(stopped.code, 0);
  assert.match(stopped.said, /^everything: stopped/);
  await until('its process is gone', () => gateway.pidsOf('everything').length === 0);
});

test('sessions are listed, closed and spoken of in the log', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  assert.match((await run(t, gateway, 'sessions')).said, /^No client has a session/);
  await connect(t, gateway.url);
  const listed = await run(t, gateway, 'sessions');
  assert.match(listed.said, /^SESSION +CLIENT/);
  const { sessions } = JSON.parse((await run(t, gateway, 'sessions', '--json')).said);
  const [{ number, streams }] = sessions;
  const stream = streams.find(({ state }) => state === 'open');
  if (stream) {
    const { code, said } = await run(t, gateway, 'close', String(stream.number));
    assert.deepEqual([code, said], [0, `stream ${stream.number} is closed\n`]);
  }
  const closed = await run(t, gateway, 'close', String(number));
  assert.deepEqual([closed.code, closed.said], [0, `session ${number} is closed\n`]);
  const again = await run(t, gateway, 'close', String(number));
  assert.equal(again.code, 1);
  assert.match(again.complained, /no session and no open stream has the number/);
  assert.equal((await run(t, gateway, 'close', 'x')).code, 2);

  const log = await run(t, gateway, 'log');
  assert.equal(log.code, 0);
  assert.match(log.said, new RegExp(`came \\(session ${number}\\)`));
  assert.match(log.said, new RegExp(`left \\(session ${number}\\)`));
  const last = await run(t, gateway, 'log', '-n', '1', '--json');
  const lines = last.said.trim().split('\n');
  assert.equal(lines.length, 1);
  assert.ok(JSON.parse(lines[0]).serial > 1);
});

test('the log is followed until the gateway is killed', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const log = begin(t, gateway, 'log', '-f', '--json');
  const seen = () => log.said.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const client = await connect(t, gateway.url);
  await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  await until('the client is seen to come', () => seen().some(({ kind, text }) => kind === 'session' && text.startsWith('came')));
  await until('the server is seen to be ready', () => seen().some(({ source, text }) => source === 'everything' && text.startsWith('is ready')));
  await gateway.stop();
  await gateway.run();
  assert.equal(await within(10_000, 'the log ends with the gateway', log.ended), 6);
  assert.match(log.complained, /the gateway has ended/);

  const second = begin(t, gateway, 'log', '-f');
  await connect(t, gateway.url);
  await until('it follows', () => second.said.includes('came (session'));
  await gateway.kill();
  assert.equal(await within(10_000, 'the log ends with the gateway', second.ended), 6);
  assert.match(second.complained, /the gateway has ended/);
  await gateway.run();
  const third = begin(t, gateway, 'log', '-f');
  await connect(t, gateway.url);
  await until('it follows', () => third.said.includes('came (session'));
  third.child.kill('SIGINT');
  assert.equal(await within(10_000, 'Ctrl-C ends it', third.ended), 'SIGINT');
});

for (const isRunning of [true, false]) {
  test(`check says what is wrong with each server ${isRunning ? 'beside a running gateway' : 'without one'}`, async (t) => {
    const gateway = await Gateway.start({ t, servers: SERVERS });
    let pid;
    if (isRunning) {
      assert.equal((await run(t, gateway, 'start', 'everything')).code, 0);
      pid = await gateway.pidOf('everything');
    } else {
      await gateway.stop();
    }
    const { code, said } = await run(t, gateway, 'check', '--json');
    assert.equal(code, 7);
    const checked = JSON.parse(said);
    assert.deepEqual([checked.ok, checked.problems], [false, []]);
    assert.deepEqual(checked.backends.map(({ name, ok }) => [name, ok]), [
      ['everything', true],
      ['missing', false],
      ['leaves', false],
      ['mute', false],
    ]);
    assert.match(stepOf(checked, 'everything', 'Program').detail, /^is \//);
    assert.match(stepOf(checked, 'everything', 'Handshake').detail, /^answered initialize: mcp-servers\/everything/);
    assert.match(stepOf(checked, 'everything', 'Tools').detail, /^lists \d+ tools$/);
    assert.match(stepOf(checked, 'missing', 'Program').detail, /was not found in .*Install it/);
    assert.match(stepOf(checked, 'leaves', 'Handshake').detail, /exited with code 3\. Its last words: the key is missing/);
    assert.match(stepOf(checked, 'mute', 'Handshake').detail, /did not answer the handshake within 1 s/);
    const left = isRunning ? 1 : 0;
    await until('nothing of the trials is left', () =>
      Object.keys(SERVERS).every((name) => gateway.pidsOf(name).length === (name === 'everything' ? left : 0)));
    if (isRunning) assert.equal(await gateway.pidOf('everything'), pid);

    gateway.write({ everything: SERVERS.everything });
    const good = await run(t, gateway, 'check');
    assert.equal(good.code, 0, good.said);
    assert.match(good.said, /\n {2}ok {2}Tools {6}lists \d+ tools/);
    assert.match(good.said, /All is well\.\n$/);
  });
}

test('check names what is wrong in the file', async (t) => {
  const gateway = await Gateway.start({ t });
  gateway.writeText('{ "mcpServers": { "a": { "comand": "x" } }, "limits": { "ask": "soon" } }');
  const odd = await run(t, gateway, 'check');
  assert.equal(odd.code, 7);
  assert.match(odd.said, /BAD Problem .*mcpServers\.a/);
  assert.match(odd.said, /BAD Problem .*limits\.ask/);
  gateway.writeText('{ "mcpServers": ');
  const broken = await run(t, gateway, 'check');
  assert.equal(broken.code, 7);
  assert.match(broken.said, /BAD Servers .*none can be tried/);
  assert.match(broken.said, /BAD Problem .*line 1/);
  writeFileSync(`${gateway.settingsFile}.other`, '{"mcpServers": {"here": {"type": "desk"}}}');
  assert.equal((await run(t, gateway, 'check', `${gateway.settingsFile}.other`)).code, 0);
  const nowhere = await run(t, gateway, 'check', `${gateway.settingsFile}.nowhere`);
  assert.equal(nowhere.code, 4);
  assert.match(nowhere.complained, /is not there/);
});

test('a check that is interrupted leaves nothing behind', async (t) => {
  const gateway = await Gateway.start({ t, servers: { mute: sh('exec sleep 600') } });
  const beside = begin(t, gateway, 'check');
  await until('the server is being tried', () => gateway.pidsOf('mute').length === 1);
  beside.child.kill('SIGKILL');
  await until('the gateway ends what nobody waits for', () => gateway.pidsOf('mute').length === 0);
  await gateway.stop();
  for (const signal of ['SIGINT', 'SIGKILL']) {
    const alone = begin(t, gateway, 'check');
    await until('the server is being tried', () => gateway.pidsOf('mute').length === 1);
    alone.child.kill(signal);
    await within(10_000, `it ends after ${signal}`, alone.ended);
    await until('its server has ended', () => gateway.pidsOf('mute').length === 0);
  }
});

test('without a gateway every subcommand says what to do', async (t) => {
  const gateway = await Gateway.start({ t });
  await gateway.stop();
  for (const words of [['status'], ['sessions'], ['backends'], ['tools'], ['log'], ['log', '-f'], ['inspect'], ['restart', 'x'], ['close', '1']]) {
    const { code, said, complained } = await run(t, gateway, ...words);
    assert.deepEqual([code, said], [6, ''], words.join(' '));
    assert.match(complained, /^signalbox: no gateway runs with the settings .*; start one with "signalbox"/);
  }
});

test('the manual page reads without a complaint', async (t) => {
  const gateway = await Gateway.start({ t });
  const page = spawnSync(gateway.connecting().command, ['--manual'], { encoding: 'utf8' });
  assert.deepEqual([page.status, page.stderr], [0, '']);
  const read = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', '-rLL=100n'], { input: page.stdout, encoding: 'utf8' });
  assert.deepEqual([read.status, read.stderr], [0, '']);
  for (const words of ['signalbox - one local address', '-n, --lines N', 'adds servers that clients have', '6      no gateway runs', '~/.config/signalbox/signalbox.json', 'source <(signalbox completion)'])
    assert.ok(read.stdout.includes(words), words);
});

test('bash completes commands, options and the names of servers', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything(), memory: sh('exit 1') } });
  const { command, args, env } = gateway.connecting();
  // The function asks the program by its name; a wrapper leads it to this gateway.
  const wrapper = `${gateway.folder}/signalbox`;
  writeFileSync(wrapper, `#!/bin/sh\nexec '${command}' "$@" ${args.slice(1).map((word) => `'${word}'`).join(' ')}\n`, { mode: 0o755 });
  const complete = (...words) => {
    const script = `source <('${command}' completion); COMP_WORDS=(${['signalbox', ...words].map((word) => `'${word}'`).join(' ')});
      COMP_CWORD=${words.length}; compopt() { :; }; _signalbox '${wrapper}'; printf '%s\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
    assert.equal(stderr, '');
    return stdout.trim().split('\n').sort();
  };
  assert.deepEqual(complete('sta'), ['start', 'status']);
  assert.deepEqual(complete('log', '--f'), ['--follow']);
  assert.deepEqual(complete('--he'), ['--headless', '--help']);
  assert.deepEqual(complete('restart', ''), ['everything', 'memory']);
  assert.deepEqual(complete('tools', '--backend', 'ev'), ['everything']);
  assert.deepEqual(complete('inspect', '--backend', 'ev'), ['everything']);
  assert.deepEqual(complete('inspect', '--b'), ['--backend', '--body']);
  assert.deepEqual(complete('inspect', '--method', 'tools/'), ['tools/call', 'tools/list']);
});
