// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientComplaints, complaints, differences, shortfalls } from './judgement.mjs';
import { summary } from './suite.mjs';

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

test('a server that was not written for the suite has a floor', () => {
  assert.deepEqual(shortfalls(result({ ping: true, tools: false }), { clean: 1 }), []);
  assert.deepEqual(shortfalls(result({ ping: true, tools: false }), { clean: 2 }), ['V: expected 2 clean scenarios, got 1']);
  assert.deepEqual(shortfalls(result({ ping: true }, true), { clean: 1 }), ['V: the suite did not come to an end']);
});

const checks = (...verdicts) => verdicts.map(([id, status]) => ({ id, status }));
const run = (...verdicts) => ({ version: 'V', scenarios: [summary('polling', checks(...verdicts))] });

const NOTHING_KNOWN = { differences: {}, varying: {} };

test('the same verdicts give no difference, whatever is said besides', () => {
  const direct = run(['priming', 'SUCCESS'], ['request', 'INFO']);
  assert.deepEqual(differences(direct, run(['priming', 'SUCCESS'], ['answer', 'INFO']), NOTHING_KNOWN), []);
});

test('another verdict through the gateway is a difference, be it better or none', () => {
  const differ = (was, is) => differences(run(['priming', was]), run(['priming', is]), NOTHING_KNOWN);
  assert.deepEqual(differ('SUCCESS', 'WARNING'), ['V: polling/priming is SUCCESS without the gateway, WARNING through it']);
  assert.deepEqual(differ('FAILURE', 'SUCCESS'), ['V: polling/priming is FAILURE without the gateway, SUCCESS through it']);
  assert.deepEqual(differ('SUCCESS', 'INFO'), ['V: polling/priming is SUCCESS without the gateway, no verdict through it']);
});

test('the worst verdict of a check counts', () => {
  const mixed = run(['priming', 'SUCCESS'], ['priming', 'FAILURE'], ['priming', 'SUCCESS']);
  assert.deepEqual(differences(run(['priming', 'SUCCESS']), mixed, NOTHING_KNOWN), ['V: polling/priming is SUCCESS without the gateway, FAILURE through it']);
});

test('a known difference is none, and stale once it is gone', () => {
  const known = { differences: { 'polling/priming': 'why' }, varying: {} };
  assert.deepEqual(differences(run(['priming', 'SUCCESS']), run(['priming', 'INFO']), known), []);
  assert.deepEqual(differences(run(['priming', 'SUCCESS']), run(['priming', 'SUCCESS']), known), [
    'V: polling/priming is SUCCESS without the gateway, SUCCESS through it, so the difference is stale: why',
  ]);
});

test('what varies may be the same, better or without a verdict, but not worse', () => {
  const varying = { differences: {}, varying: { 'polling/priming': 'why' } };
  const vary = (was, is) => differences(run(['priming', was]), run(['priming', is]), varying);
  for (const [was, is] of [['SUCCESS', 'SUCCESS'], ['WARNING', 'SUCCESS'], ['SUCCESS', 'INFO']]) assert.deepEqual(vary(was, is), []);
  assert.deepEqual(vary('SUCCESS', 'FAILURE'), ['V: polling/priming is SUCCESS without the gateway, FAILURE through it']);
});

test('a check that is said to vary and does not exist is refused', () => {
  const varying = { differences: {}, varying: { 'polling/gone': 'why' } };
  assert.deepEqual(differences(run(['priming', 'SUCCESS']), run(['priming', 'SUCCESS']), varying), [
    'V: there is no check polling/gone that could vary',
  ]);
});

test('a scenario in which only the form of the messages is right is not clean', () => {
  assert.equal(summary('polling', checks(['wire-schema-valid', 'SUCCESS'])).clean, false);
});

const asClient = (trouble, ...verdicts) => ({ ...summary('retry', checks(...verdicts)), version: 'V', trouble });

test('a client whose checks succeed gives no complaint', () => {
  assert.deepEqual(clientComplaints(asClient(undefined, ['timing', 'SUCCESS']), ['timing']), []);
});

test('a check of a client that could not look is no success', () => {
  assert.deepEqual(clientComplaints(asClient(undefined, ['timing', 'INFO']), ['timing']), ['V: retry: timing is no verdict, not SUCCESS']);
});

test('a check that nobody asked for may not fail either', () => {
  const result = asClient(undefined, ['timing', 'SUCCESS'], ['form', 'WARNING']);
  assert.deepEqual(clientComplaints(result, ['timing']), ['V: retry: form is WARNING']);
});

test('a client that ended badly is refused although its checks succeed', () => {
  assert.deepEqual(clientComplaints(asClient('it ended with 1', ['timing', 'SUCCESS']), ['timing']), ['V: retry: it ended with 1']);
});
