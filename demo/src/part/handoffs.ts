import { createHistogram } from "node:perf_hooks";
import type { Hold } from "../worker/messages.js";

/** In ms. */
export interface HandoffTimes {
  readonly p50: number;
  readonly p99: number;
}

/**
 * How long the lock took from one holder's release to the next holder, where the next one was waiting already;
 * undefined when that never happened.
 */
export function handoffTimes(holds: readonly Hold[]): HandoffTimes | undefined {
  const histogram = createHistogram();
  const inOrder = holds.toSorted((a, b) => a.acquired - b.acquired);
  for (const [index, { asked, acquired }] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (!before || asked > before.released) continue;
    histogram.record(Math.max(1, Math.round((acquired - before.released) * 1_000)));
  }
  if (histogram.count === 0) return undefined;
  return { p50: histogram.percentile(50) / 1_000, p99: histogram.percentile(99) / 1_000 };
}
