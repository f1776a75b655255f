// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before a server that would listen everywhere: it listens on this machine alone.
import { Server } from 'node:net';

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  if (typeof port === 'number' || typeof port === 'string') {
    if (typeof rest[0] === 'string') rest[0] = '127.0.0.1';
    else rest.unshift('127.0.0.1');
  }
  return listen.call(this, port, ...rest);
};
