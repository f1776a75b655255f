// SPDX-License-Identifier: GPL-3.0-or-later
// A server made of raw sockets that greets as it should and then does to a call of a tool whatever the test wants.
import { createServer } from 'node:net';

const json = (id, result) => JSON.stringify({ jsonrpc: '2.0', id, result });
const http = (status, type, body) => `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Whole requests on a socket: { head, message }. */
function requests(socket, take) {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const body = text.slice(end + 4, end + 4 + length);
      text = text.slice(end + 4 + length);
      take({ head, message: body ? JSON.parse(body) : undefined });
    }
  });
}

/** Starts one; misbehave(socket, id) answers each call of its only tool. Ends with the test. */
export async function impostor(t, misbehave, greet = (socket, id, answer) => answer()) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    requests(socket, ({ head, message }) => {
      if (!head.startsWith('POST')) return socket.write(http('405 Method Not Allowed', 'text/plain', 'no'));
      if (message.id === undefined) return socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
      const answer = (result) => socket.write(http('200 OK', 'application/json', json(message.id, result)));
      if (message.method === 'initialize') {
        const capabilities = { tools: {} };
        const serverInfo = { name: 'impostor', version: '1' };
        return greet(socket, message.id, () => answer({ protocolVersion: '2025-11-25', capabilities, serverInfo }));
      }
      if (message.method === 'tools/list') return answer({ tools: [{ name: 'go', inputSchema: { type: 'object' } }] });
      if (message.method === 'tools/call') return misbehave(socket, message.id);
      return socket.write(http('200 OK', 'application/json', JSON.stringify({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'no' } })));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}/mcp`, port: server.address().port };
}

export { http, json };

/** Writes pieces for as long as the other side takes them. */
export function flood(socket, piece) {
  const more = () => {
    while (!socket.destroyed) {
      if (!socket.write(piece)) return socket.once('drain', more);
    }
  };
  more();
}
