// SPDX-License-Identifier: GPL-3.0-or-later
// What the suite must say. The numbers are those of the pinned version of the suite: a newer suite with more scenarios
// has to be looked at, not slipped in. An exception names a scenario that is known to fail and why; one that passes
// after all is stale and fails the run.
export const EXPECTATIONS = {
  '2025-06-18': { scenarios: 27, exceptions: {} },
  '2025-11-25': { scenarios: 33, exceptions: {} },
};

/** Scenarios for clients: the gateway towards its servers. */
export const CLIENT_EXPECTATIONS = {
  '2025-11-25': {
    names: ['initialize', 'tools_call', 'sse-retry', 'elicitation-sep1034-client-defaults', 'json-schema-2020-12-preservation'],
    scenarios: 5,
    exceptions: {},
  },
};

/** What differs between two runs that should not differ: which scenarios are clean in the one and not in the other. */
export function differences(version, direct, through) {
  const cleanIn = (scenarios) => new Set(scenarios.filter(({ clean }) => clean).map(({ name }) => name));
  const [before, after] = [cleanIn(direct), cleanIn(through)];
  return [...before].filter((name) => !after.has(name)).map((name) => `${version}: ${name} is clean without the gateway and not through it`);
}

/** What differs between the results of one version and what is expected of it, in sentences. */
export function complaints({ version, timedOut, scenarios }, { scenarios: wanted, exceptions }) {
  const found = [];
  const clean = scenarios.filter((scenario) => scenario.clean).length;
  const floor = wanted - Object.keys(exceptions).length;
  if (timedOut) found.push(`${version}: the suite did not come to an end`);
  if (scenarios.length !== wanted) found.push(`${version}: expected ${wanted} scenarios, the suite has ${scenarios.length}`);
  if (clean < floor) found.push(`${version}: expected ${floor} clean scenarios, got ${clean}`);
  for (const { name, clean } of scenarios) {
    if (clean && exceptions[name]) found.push(`${version}: ${name} passes, so its exception is stale: ${exceptions[name]}`);
    if (!clean && !exceptions[name]) found.push(`${version}: ${name} is not clean`);
  }
  for (const name of Object.keys(exceptions)) {
    if (!scenarios.some((scenario) => scenario.name === name)) found.push(`${version}: there is no scenario ${name} to except`);
  }
  return found;
}
