import type { Report } from "../worker/protocol.js";
import type { HandOffs } from "./contention.js";

/**
 * Of so many places: from each release to the holder that it made room for. The holders are as many as the places from the
 * start, so the one after that waits for the first release, the next for the second, and so on.
 */
export function placeHandOffs(reports: readonly Report[], places: number): HandOffs {
  const acquired = sorted(reports.flatMap((report) => [...report.acquired]));
  const released = sorted(reports.flatMap((report) => [...report.released]));
  const gaps = acquired.slice(places).map((at, index) => at - (released[index] ?? at));
  return { gaps: gaps.sort(), overlaps: gaps.filter((gap) => gap < 0).length };
}

interface Hold {
  readonly shared: boolean;
  readonly acquired: number;
  readonly released: number;
}

/** Of readers and writers: from when the last holder has left until the next one, and how often a writer was not alone. */
export function sharerHandOffs(
  reports: readonly Report[],
  isShared: (waiter: number) => boolean,
): HandOffs {
  const holds = reports.flatMap((report) => holdsOf(report, isShared));
  const gaps: number[] = [];
  let overlaps = 0;
  let current: readonly Hold[] = [];
  let freeAt = Number.POSITIVE_INFINITY;
  for (const hold of holds.sort((a, b) => a.acquired - b.acquired)) {
    current = current.filter(({ released }) => released > hold.acquired);
    if (current.length === 0 && freeAt < hold.acquired) gaps.push(hold.acquired - freeAt);
    if (current.some(({ shared }) => !(shared && hold.shared))) overlaps += 1;
    current = [...current, hold];
    freeAt = Math.max(...current.map(({ released }) => released));
  }
  return { gaps: sorted(gaps), overlaps };
}

function holdsOf(
  { waiter, acquired, released }: Report,
  isShared: (waiter: number) => boolean,
): Hold[] {
  return Array.from(acquired, (at, index) => ({
    shared: isShared(waiter[index] ?? 0),
    acquired: at,
    released: released[index] ?? at,
  }));
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
