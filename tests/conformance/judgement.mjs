// SPDX-License-Identifier: GPL-3.0-or-later
// Results of the suite held against what is expected of them; what is wrong, in sentences.
import { VERDICTS } from './suite.mjs';

/** What differs between the results of one version and what is expected of it. */
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

/** For a server that lacks what most scenarios ask for: whether there were as many clean ones as it is good for. */
export function shortfalls({ version, timedOut, scenarios }, { clean: floor }) {
  if (timedOut) return [`${version}: the suite did not come to an end`];
  const clean = scenarios.filter((scenario) => scenario.clean).length;
  return clean < floor ? [`${version}: expected ${floor} clean scenarios, got ${clean}`] : [];
}

const NONE = 'no verdict';

/** The verdict of every check that gave one, by "scenario/check". */
function verdictsOf({ scenarios }) {
  const verdicts = scenarios.flatMap(({ name, verdicts }) => Object.entries(verdicts).map(([id, verdict]) => [`${name}/${id}`, verdict]));
  return Object.fromEntries(verdicts);
}

const notWorse = (was, is) => is === NONE || VERDICTS.indexOf(is) <= VERDICTS.indexOf(was);

/** How a server looks otherwise through the gateway than without it, but for known differences and what may vary. */
export function differences(direct, through, { differences: known, varying }) {
  const found = [];
  const [before, after] = [verdictsOf(direct), verdictsOf(through)];
  for (const check of new Set([before, after, known].flatMap((by) => Object.keys(by)))) {
    const [was, is] = [before[check] ?? NONE, after[check] ?? NONE];
    const sentence = `${through.version}: ${check} is ${was} without the gateway, ${is} through it`;
    if (was === is && known[check]) found.push(`${sentence}, so the difference is stale: ${known[check]}`);
    const excused = known[check] || (varying[check] && notWorse(was, is));
    if (was !== is && !excused) found.push(sentence);
  }
  for (const check of Object.keys(varying)) {
    if (!before[check] && !after[check]) found.push(`${through.version}: there is no check ${check} that could vary`);
  }
  return found;
}

/** What is wrong with one scenario for clients: the checks that must succeed are named. */
export function clientComplaints({ name, version, trouble, problems, verdicts }, wanted) {
  const found = wanted.filter((id) => verdicts[id] !== 'SUCCESS').map((id) => `${id} is ${verdicts[id] ?? NONE}, not SUCCESS`);
  found.push(...problems.filter(({ id }) => !wanted.includes(id)).map(({ id, status }) => `${id} is ${status}`));
  if (trouble) found.push(trouble);
  return found.map((sentence) => `${version}: ${name}: ${sentence}`);
}
