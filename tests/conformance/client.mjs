// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway as a client: the suite starts this with the address of a server of its own as the last argument. A gateway
// is started with that as its only backend, and the official client performs the scenario through its front.
//   client.mjs --gateway BINARY URL
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Gateway } from '../whole/support/gateway.mjs';

const { values: flags, positionals } = parseArgs({ options: { gateway: { type: 'string' } }, allowPositionals: true });
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;

/** Calls every tool of the server, with arguments that fit its schema. */
async function callEveryTool(client) {
  const { tools } = await client.listTools();
  for (const { name, inputSchema } of tools) {
    const properties = Object.entries(inputSchema.properties ?? {});
    const values = { number: 2, integer: 2, string: 'text', boolean: true, array: [], object: {} };
    await client.callTool({ name, arguments: Object.fromEntries(properties.map(([key, { type }]) => [key, values[type]])) });
  }
}

/** The value of each field that the schema of a form names a default for. */
const defaultsOf = ({ requestedSchema }) =>
  Object.fromEntries(
    Object.entries(requestedSchema.properties)
      .filter(([, field]) => field.default !== undefined)
      .map(([name, field]) => [name, field.default])
  );

const steps = {
  initialize: (client) => client.listTools(),
  tools_call: async (client) => {
    await client.listTools();
    const { content } = await client.callTool({ name: 'add_numbers', arguments: { a: 5, b: 3 } });
    assert.match(content[0].text, /8/);
  },
  'sse-retry': callEveryTool,
  'elicitation-sep1034-client-defaults': callEveryTool,
  // What arrives here is what the gateway passed on: it goes back as it came.
  'json-schema-2020-12-preservation': async (client) => {
    const { tools } = await client.listTools();
    const echo = tools.find(({ name }) => /echo/.test(name));
    const subject = tools.find((tool) => tool !== echo);
    const [argument] = Object.keys(echo.inputSchema.properties);
    await client.callTool({ name: echo.name, arguments: { [argument]: subject.inputSchema } });
  },
};

const gateway = await Gateway.start({ binary: flags.gateway, servers: { server: { type: 'http', url: positionals[0] } } });
try {
  const client = new Client({ name: 'conformance-client', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({ action: 'accept', content: defaultsOf(params) }));
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/server`)));
  await steps[scenario](client);
  await client.close();
} finally {
  await gateway.stop();
  await gateway.destroy();
}
