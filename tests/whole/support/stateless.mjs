// SPDX-License-Identifier: GPL-3.0-or-later
// The official TypeScript client of the generation without sessions (2026-07-28).
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** A client named name, pinned to that generation. It answers questions with its own name. */
function makeClient(name, capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }) {
  const client = new Client({ name, version: '1.0.0' }, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.notices = [];
  client.asked = [];
  client.fallbackNotificationHandler = async (notice) => void client.notices.push(notice);
  if (capabilities.sampling)
    client.setRequestHandler('sampling/createMessage', async ({ params }) => {
      client.asked.push({ what: 'sampling', params });
      return { role: 'assistant', model: `model of ${name}`, content: { type: 'text', text: `sampled by ${name}` } };
    });
  if (capabilities.elicitation)
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      client.asked.push({ what: 'elicitation', params });
      return { action: 'accept', content: { name, username: name, email: `${name}@example.org`, check: true } };
    });
  if (capabilities.roots)
    client.setRequestHandler('roots/list', async () => {
      client.asked.push({ what: 'roots' });
      return { roots: [{ uri: `file:///srv/${name}`, name: `root of ${name}` }] };
    });
  return client;
}

/** Connected to a gateway's URL; ends with the test. */
export async function connectStateless(t, url, name = 'tester', capabilities = undefined) {
  const client = makeClient(name, capabilities);
  t.after(() => client.close());
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** Connected through a program that speaks over standard input and output, with exactly that environment. */
export async function connectStatelessOverLines(t, { command, args, env }, name = 'tester') {
  const client = makeClient(name);
  t.after(() => client.close());
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
  return client;
}
