// SPDX-License-Identifier: GPL-3.0-or-later
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until look() gives something true and returns it; fails with what was missing once the limit is over. */
export async function until(what, look, limit = 10_000) {
  const end = performance.now() + limit;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await pause(20);
  }
}

/** The promise's outcome, or a failure naming what was waited for. */
export function within(limit, what, promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${limit} ms: ${what}`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
