// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './expectations.mjs';

const result = (scenarios, timedOut = false) => ({
  version: 'V',
  timedOut,
  scenarios: Object.entries(scenarios).map(([name, clean]) => ({ name, clean })),
});

test('clean scenarios in the expected number give no complaint', () => {
  assert.deepEqual(complaints(result({ ping: true, tools: true }), { scenarios: 2, exceptions: {} }), []);
});

test('a scenario that fails is named, and the floor is missed', () => {
  assert.deepEqual(complaints(result({ ping: true, tools: false }), { scenarios: 2, exceptions: {} }), [
    'V: expected 2 clean scenarios, got 1',
    'V: tools is not clean',
  ]);
});

test('an excepted scenario may fail', () => {
  assert.deepEqual(complaints(result({ ping: true, tools: false }), { scenarios: 2, exceptions: { tools: 'why' } }), []);
});

test('an exception that passes is stale', () => {
  const found = complaints(result({ ping: true }), { scenarios: 1, exceptions: { ping: 'why' } });
  assert.deepEqual(found, ['V: ping passes, so its exception is stale: why']);
});

test('an exception for no scenario is refused', () => {
  const found = complaints(result({ ping: true }), { scenarios: 1, exceptions: { gone: 'why' } });
  assert.deepEqual(found, ['V: there is no scenario gone to except']);
});

test('another number of scenarios than pinned is refused', () => {
  const found = complaints(result({ ping: true, more: true }), { scenarios: 1, exceptions: {} });
  assert.deepEqual(found, ['V: expected 1 scenarios, the suite has 2']);
});

test('a suite that had to be stopped is refused', () => {
  assert.deepEqual(complaints(result({ ping: true }, true), { scenarios: 1, exceptions: {} }), ['V: the suite did not come to an end']);
});
