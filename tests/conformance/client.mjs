// SPDX-License-Identifier: GPL-3.0-or-later
// A client for the suite's client scenarios: the official client in front of a gateway whose only backend is the suite's
// server, so that what the suite sees of a client is the gateway's back side.
//   SIGNALBOX=BINARY MCP_CONFORMANCE_SCENARIO=NAME client.mjs URL
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Gateway } from '../whole/support/gateway.mjs';
import { connectStateless } from '../whole/support/stateless.mjs';
import { within } from '../whole/support/until.mjs';

const LIMIT = 25_000; // below that of the suite, so that it is we who end and clean up

async function callOnlyTool(client) {
  const { tools } = await client.listTools();
  if (tools.length !== 1) throw new Error(`expected one tool, got ${tools.map(({ name }) => name).join()}`);
  return client.callTool({ name: tools[0].name, arguments: {} });
}

/** What a client does in each scenario; a scenario more is a row more. */
const STEPS = {
  initialize: (client) => client.listTools(),
  tools_call: async (client) => {
    await client.listTools();
    await client.callTool({ name: 'add_numbers', arguments: { a: 5, b: 3 } });
  },
  'sse-retry': async (client) => {
    const { content } = await callOnlyTool(client);
    if (!/completed/.test(content[0].text)) throw new Error(`the answer after the reconnection is ${JSON.stringify(content)}`);
  },
  'elicitation-sep1034-client-defaults': async (client) => {
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
    await callOnlyTool(client);
  },
  'json-schema-2020-12-preservation': async (client) => {
    const { tools } = await client.listTools();
    const { inputSchema } = tools.find(({ name }) => name === 'json_schema_2020_12_tool');
    await client.callTool({ name: tools.find(({ name }) => /echo/.test(name)).name, arguments: { schema: inputSchema } });
  },
  'request-metadata': (client) => client.listTools(),
  'sep-2322-client-request-state': async (client) => {
    const { tools } = await client.listTools();
    await Promise.all(tools.map(({ name }) => client.callTool({ name, arguments: {} })));
  },
  'http-standard-headers': async (client) => {
    const { tools } = await client.listTools();
    for (const { name } of tools) await client.callTool({ name, arguments: {} });
    const { resources } = await client.listResources();
    for (const { uri } of resources) await client.readResource({ uri });
    const { prompts } = await client.listPrompts();
    for (const { name } of prompts) await client.getPrompt({ name, arguments: {} });
  },
  'http-custom-headers': async (client) => {
    await client.listTools();
    for (const call of JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT).toolCalls) await client.callTool(call);
  },
  'http-invalid-tool-headers': async (client) => {
    const { tools } = await client.listTools();
    for (const { name } of tools) await client.callTool({ name, arguments: { region: 'eu' } });
  },
  'json-schema-ref-no-deref': (client) => client.listTools(),
};

/** The client of the generation that the scenario is about. */
async function connectAs(version, url) {
  if (version === '2026-07-28') return connectStateless({ after() {} }, url, 'signalbox-conformance');
  const client = new Client(
    { name: 'signalbox-conformance', version: '1.0.0' },
    { capabilities: { elicitation: { form: { applyDefaults: true } } } }
  );
  await client.connect(proposing(version, new StreamableHTTPClientTransport(new URL(url))));
  return client;
}

/** The official client proposes the newest version that it knows; the scenario may be about an older one. */
function proposing(version, transport) {
  const send = transport.send.bind(transport);
  transport.send = (message, options) =>
    send(message.method === 'initialize' ? { ...message, params: { ...message.params, protocolVersion: version } } : message, options);
  return transport;
}

async function perform(url) {
  const { MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_PROTOCOL_VERSION: version } = process.env;
  const gateway = await Gateway.start({ servers: { suite: { type: 'http', url } } });
  process.once('SIGTERM', () => gateway.destroy().finally(() => process.exit(1)));
  try {
    const client = await connectAs(version, `${gateway.url}/suite`);
    await within(LIMIT, `the steps of ${scenario}`, STEPS[scenario](client));
    await client.close();
    const { code, signal } = await gateway.stop();
    if (code !== 0) throw new Error(`the gateway ended with ${code ?? signal}`);
  } catch (error) {
    console.error(`the gateway said:\n${gateway.stderr}`);
    throw error;
  } finally {
    await gateway.destroy();
  }
}

await perform(process.argv.at(-1));
