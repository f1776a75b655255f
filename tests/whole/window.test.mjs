// SPDX-License-Identifier: GPL-3.0-or-later
// The real program with its window open, drawn into memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, textOf } from './support/client.mjs';
import { Gateway } from './support/gateway.mjs';
import { everything } from './support/servers.mjs';

const views = { overview: 0, notifications: 3, inspector: 6 };

for (const [name, view] of Object.entries(views)) {
  test(`serves and ends in good order with the ${name} open`, async (t) => {
    const gateway = await Gateway.start({ t, servers: { everything: everything() }, view });
    for (let start = 0; start < 3; ++start) {
      if (start > 0) await gateway.run();
      const client = await connect(t, gateway.url);
      const calls = Array.from({ length: 40 }, (_, i) => client.callTool({ name: 'everything__echo', arguments: { message: `${i}` } }));
      const answers = await Promise.all(calls);
      assert.deepEqual(answers.map(textOf), answers.map((_, i) => `Echo: ${i}`));
      await client.close();
      assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
    }
  });
}
