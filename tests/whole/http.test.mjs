// SPDX-License-Identifier: GPL-3.0-or-later
// Servers behind HTTP, in both ways there are: every feature, by the official client.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { connect, textOf } from './support/client.mjs';
import { everyFeature } from './support/everyfeature.mjs';
import { Gateway } from './support/gateway.mjs';
import { everythingOverHttp, everythingOverSse } from './support/networked.mjs';

const transports = [
  { name: 'Streamable HTTP', start: everythingOverHttp, type: 'http' },
  { name: 'HTTP+SSE, found out', start: everythingOverSse, type: 'http' },
  { name: 'HTTP+SSE, said', start: everythingOverSse, type: 'sse' },
];

for (const { name, start, type } of transports) {
  describe(`a server over ${name}`, () => {
    // Each test brings a gateway of its own: on a server without exchanges another test's calls blur whom it asks.
    const open = async (t) => {
      const server = await start(t);
      return Gateway.start({ t, servers: { everything: { type, url: server.url } } });
    };
    describe('behind the endpoint of all', () => everyFeature(async (t, client) => connect(t, (await open(t)).url, client)));
    test('alone, names untouched', async (t) => {
      const client = await connect(t, `${(await open(t)).url}/everything`);
      assert.equal(textOf(await client.callTool({ name: 'echo', arguments: { message: 'x' } })), 'Echo: x');
    });
  });
}
