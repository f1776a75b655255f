// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that only know HTTP+SSE of 2024-11-05.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectOverSse, textOf } from './support/client.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';

const streamOf = (gateway, path = '/sse') => new URL(path, gateway.url).href;

describe('every feature over HTTP+SSE', () => {
  everyFeature(async (t, name) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() } });
    return connectOverSse(t, streamOf(gateway), name);
  });
});

test('one backend alone, names untouched', async (t) => {
  const gateway = await Gateway.start({ t, servers: { everything: everything() } });
  const client = await connectOverSse(t, streamOf(gateway, '/sse/everything'));
  assert.equal(textOf(await client.callTool({ name: 'echo', arguments: { message: 'x' } })), 'Echo: x');
});
