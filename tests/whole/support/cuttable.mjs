// SPDX-License-Identifier: GPL-3.0-or-later
// A way to the gateway that a test can cut in two.
import { createServer, request } from 'node:http';

/** Passes requests on to a port of this machine until the test is over; { port, cut() }. cut() breaks every connection. */
export async function cuttable(t, port) {
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const server = createServer((near, answer) => {
    // A gateway answers only to its own address.
    const headers = { ...near.headers, host: `127.0.0.1:${port}` };
    const far = request({ port, host: '127.0.0.1', path: near.url, method: near.method, headers, agent: false });
    far.on('socket', keep);
    far.on('error', () => answer.destroy());
    far.on('response', (response) => {
      answer.writeHead(response.statusCode, response.headers);
      answer.flushHeaders();
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    answer.on('close', () => far.destroy());
    near.pipe(far);
  });
  server.on('connection', keep);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  t.after(() => {
    cut();
    server.close();
  });
  return { port: server.address().port, cut };
}
