// SPDX-License-Identifier: GPL-3.0-or-later
// A server on a raw socket that answers as an MCP server does, but for the one place where it does what it likes.
import { createServer } from 'node:net';

const USUAL = {
  initialize: ({ params }) => ({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {}, logging: {} },
    serverInfo: { name: 'rogue', version: '1' },
  }),
  ping: () => ({}),
  'logging/setLevel': () => ({}),
  'tools/list': () => ({ tools: [{ name: 'trap', inputSchema: { type: 'object' } }] }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'fine' }] }),
};

/** One request and the connection it came on. */
class Exchange {
  constructor(server, socket, head, body) {
    const [first, ...lines] = head.split('\r\n');
    [this.method, this.target] = first.split(' ');
    this.headers = Object.fromEntries(lines.map((line) => [line.split(':')[0].toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    this.message = body ? JSON.parse(body) : undefined;
    Object.assign(this, { server, socket });
  }

  /** The id of the request as it stands in JSON. */
  get id() {
    return JSON.stringify(this.message.id);
  }

  raw(bytes) {
    if (this.socket.writable) this.socket.write(bytes);
  }

  head(status, fields = {}) {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    this.raw(Buffer.from(`HTTP/1.1 ${status} Words\r\n${lines.join('')}\r\n`, 'latin1'));
  }

  answer(status, type, body, fields = {}) {
    this.head(status, { ...(type && { 'Content-Type': type }), 'Content-Length': Buffer.byteLength(body), ...fields });
    this.raw(body);
  }

  /** What an answer to this request is, with that text as its result. */
  response(result = '{"content":[{"type":"text","text":"fine"}]}', id = this.id) {
    return `{"jsonrpc":"2.0","id":${id},"result":${result}}`;
  }

  result(text, fields) {
    this.answer(200, 'application/json', this.response(text), fields);
  }

  stream() {
    this.head(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  }

  event(text) {
    this.raw(`data: ${text}\n\n`);
  }

  /** Writes the same again and again as fast as it is taken, up to most bytes. */
  flood(bytes, most = 100e6) {
    const chunk = Buffer.from(bytes);
    let written = 0;
    const push = () => {
      while (this.socket.writable && written < most) {
        written += chunk.length;
        if (!this.socket.write(chunk)) return;
      }
    };
    this.socket.on('drain', push);
    push();
  }

  end() {
    this.socket.end();
  }

  /** As a server that means well would answer. */
  usual() {
    if (this.method === 'DELETE') return this.answer(200, undefined, '');
    if (this.method !== 'POST') return this.answer(405, undefined, '');
    if (this.message.id === undefined || !this.message.method) return this.answer(202, undefined, '');
    const result = USUAL[this.message.method];
    const session = this.message.method === 'initialize' && this.server.session;
    return this.result(JSON.stringify(result ? result(this.message) : {}), session ? { 'Mcp-Session-Id': session } : {});
  }
}

export class Rogue {
  session;
  connections = 0;
  requests = []; // "METHOD target what"
  isTame = false; // true: answers everything as usual
  kept = {}; // what its script wants to remember
  #server;
  #sockets = new Set();

  /** script(exchange) returns false to leave an exchange to the usual. Ends with the test. */
  static async start(t, script = () => false, session = undefined) {
    const rogue = new Rogue();
    rogue.session = session;
    rogue.#server = createServer({ allowHalfOpen: true }, (socket) => rogue.#serve(socket, script));
    await new Promise((resolve) => rogue.#server.listen(0, '127.0.0.1', resolve));
    t.after(() => rogue.close());
    return rogue;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get url() {
    return `${this.origin}/mcp`;
  }

  #serve(socket, script) {
    ++this.connections;
    this.#sockets.add(socket);
    let text = Buffer.alloc(0);
    socket.on('error', () => {}); // whoever talks to a rogue may hang up at any moment
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('end', () => socket.end());
    socket.on('data', (data) => {
      text = Buffer.concat([text, data]);
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.subarray(0, end).toString('latin1');
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        const body = text.subarray(end + 4, end + 4 + length).toString();
        text = text.subarray(end + 4 + length);
        const exchange = new Exchange(this, socket, head, body);
        this.requests.push(`${exchange.method} ${exchange.target} ${exchange.message?.method ?? ''}`.trim());
        if (this.isTame || script(exchange) === false) exchange.usual();
      }
    });
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
