// SPDX-License-Identifier: GPL-3.0-or-later
// The real servers behind the gateway, as entries of mcpServers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packaged = (name) => fileURLToPath(new URL(`../../node/node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url));
const node = (...args) => ({ command: process.execPath, args });

/** Exercises every feature of the protocol. */
export const everything = () => node(packaged('server-everything'), 'stdio');

/** Files of a folder, which is made and gets a file hello.txt. */
export function files(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'hello.txt'), 'hello from a file\n');
  return node(packaged('server-filesystem'), folder);
}

/** A knowledge graph kept in one file; tells subscribers of changes. */
export const memory = (folder) => ({ ...node(packaged('server-memory')), env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') } });

/** What the conformance suite is run against. */
export const fixture = () => node(fileURLToPath(new URL('../../conformance/fixture/server.mjs', import.meta.url)), '--stdio');

/** Makes tasks of calls, without sessions. */
export const tasker = () => node(fileURLToPath(new URL('tasker.mjs', import.meta.url)), '--lines');
