// SPDX-License-Identifier: GPL-3.0-or-later
// A real server is killed at twenty moments of a load from two clients: every call ends, each answer comes once, and
// nothing is left open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, textOf } from './support/client.mjs';
import { command } from './support/control.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';
import { until, within } from './support/until.mjs';

const POINTS = 20;
const SEED = Number(process.env.SIGNALBOX_SEED ?? 20261);
const CALLS = 12; // of each client around one kill

/** Numbers in [0, 1), the same ones for the same seed. */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Short calls one after the other and a long one beside them; what became of each. */
async function load(client, mark) {
  const outcome = (call) => call.then((result) => ({ text: textOf(result) }), (error) => ({ error }));
  const long = outcome(
    client.callTool({ name: 'everything__trigger-long-running-operation', arguments: { duration: 0.3, steps: 6 } }, undefined, { onprogress: () => {} })
  );
  const short = [];
  for (let i = 0; i < CALLS; ++i) {
    const message = `${mark} ${i}`;
    short.push({ message, ...(await outcome(client.callTool({ name: 'everything__echo', arguments: { message } }))) });
  }
  return { short, long: await long };
}

test(`a server killed at ${POINTS} moments of a load (SIGNALBOX_SEED=${SEED}) costs only the calls it had`, async (t) => {
  const random = chance(SEED);
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const clients = [await connect(t, gateway.url, 'first'), await connect(t, gateway.url, 'second')];
  const surprises = [];
  for (const client of clients) {
    client.onerror = (error) => surprises.push(error);
    await client.callTool({ name: 'everything__echo', arguments: { message: 'up' } });
  }
  for (let point = 0; point < POINTS; ++point) {
    const victim = await gateway.pidOf('everything');
    const loads = clients.map((client, i) => load(client, `${point}/${i}`));
    await pause(random() * 120);
    process.kill(victim, 'SIGKILL');
    const outcomes = await within(15_000, `all calls of point ${point} end`, Promise.all(loads));
    for (const { short, long } of outcomes) {
      for (const { message, text, error } of short) {
        if (error) assert.match(error.message, /everything/, `point ${point}: ${message}`);
        else assert.equal(text, `Echo: ${message}`, `point ${point}`);
      }
      // Those that it had read when it died, one of each client at most, and one more that was on its way.
      assert.ok(short.filter(({ error }) => error).length <= 2, `point ${point}: ${short.map(({ error }) => error?.message)}`);
      if (long.error) assert.match(long.error.message, /everything/, `point ${point}`);
    }
    await until(`one living process after point ${point}`, () => gateway.pidsOf('everything').length === 1 && !gateway.pidsOf('everything').includes(victim));
  }
  // An answer that came twice would be one to an unknown id the second time.
  assert.deepEqual(surprises.filter(({ message }) => /unknown message/i.test(message)), []);
  const { backends } = await command(gateway, 'backends');
  assert.deepEqual(backends.map(({ slug, callsOpen, legs }) => ({ slug, callsOpen, legs })), [{ slug: 'everything', callsOpen: 0, legs: 1 }]);
  const health = await (await fetch(new URL('/healthz', gateway.url))).json();
  assert.equal(health.calls, 0);
  assert.equal(health.sessions, 2);
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  assert.deepEqual(gateway.descendants(), []);
});
