// SPDX-License-Identifier: GPL-3.0-or-later
// A server made with the official SDK of the generation without sessions. `--lines` speaks over standard input and
// output, otherwise it listens at the port in PORT; `--strict` refuses sessions.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const legacy = process.argv.includes('--strict') ? 'reject' : undefined;
const text = (words) => ({ content: [{ type: 'text', text: words }] });
let notify = () => {};

function makeServer() {
  const server = new McpServer({ name: 'official', version: '2.0.0' }, { capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} } });
  server.registerTool('echo', { inputSchema: z.object({ message: z.string() }) }, async ({ message }) => text(`Echo: ${message}`));
  server.registerTool('deploy', { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
    const answers = mcpReq.inputResponses;
    if (!answers?.sure) {
      const sure = inputRequired.elicit({ message: 'Sure?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } });
      return inputRequired({ inputRequests: { sure, roots: inputRequired.listRoots() } });
    }
    return text(`${answers.sure.action} by ${answers.sure.content?.name} with ${answers.roots.roots.length} root`);
  });
  server.registerTool('steps', { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
    for (let progress = 1; progress <= 3; ++progress)
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken: mcpReq._meta?.progressToken, progress, total: 3 } });
    return text('done');
  });
  server.registerTool('touch', { inputSchema: z.object({}) }, async () => {
    notify();
    return text('touched');
  });
  server.registerResource('one', 'note:1', {}, async ({ href }) => ({ contents: [{ uri: href, text: 'text of one' }] }));
  return server;
}

if (process.argv.includes('--lines')) {
  serveStdio(makeServer, legacy ? { legacy } : {});
} else {
  const handler = createMcpHandler(makeServer, legacy ? { legacy } : {});
  notify = () => handler.notify.toolsChanged();
  createServer(toNodeHandler(handler)).listen(Number(process.env.PORT), '127.0.0.1');
}
