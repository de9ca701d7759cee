import { type Hold, isAcquired } from "../history/holds.js";
import { type Evidence, SERVER } from "./evidence.js";
import type { Finding } from "./finding.js";
import { percentile } from "./percentile.js";

export interface WakeUpBounds {
  /** The longest, in ms. */
  readonly max: number;
  /** The 99th percentile, in ms; judged from 100 cases on, below which it is the longest. */
  readonly p99?: number;
}

/** What FAULTS.md asks for while messages arrive. */
export const PUSHED: WakeUpBounds = { max: 250, p99: 50 };
/** And while they do not. */
export const POLLED: WakeUpBounds = { max: 1_000 };

const ENOUGH_FOR_P99 = 100;

interface Wake {
  readonly ms: number;
  readonly name: string;
}

/** W: while somebody waits, the lock has its next holder within the bounds of a release. */
export function wakesUp(evidence: Evidence, bounds: WakeUpBounds): Finding {
  const wakes = [...wakesOf(evidence, bounds.max)];
  const times = wakes.map(({ ms }) => ms);
  const p99 = percentile(times, 0.99);
  const violations = wakes
    .filter(({ ms }) => ms > bounds.max)
    .map(({ ms, name }) => `${name} had no new holder for ${ms.toFixed(0)} ms after a release`);
  if (bounds.p99 !== undefined && times.length >= ENOUGH_FOR_P99 && p99 > bounds.p99) {
    violations.push(`the 99th percentile from release to next holder is ${p99.toFixed(0)} ms`);
  }
  const worst = times.length > 0 ? { p99, max: Math.max(...times) } : {};
  return { invariant: "W", cases: times.length, worst, violations };
}

function* wakesOf({ history, holds, absences }: Evidence, max: number): Generator<Wake> {
  const end = history.at(-1)?.at ?? 0;
  for (const hold of holds.filter(isAcquired)) {
    const { name, releasingAt: from, ours, by } = hold;
    if (from === undefined || ours !== true) continue;
    const waiters = holds.filter((other) => other.name === name && waitsAt(other, from));
    const next = holds
      .filter(isAcquired)
      .filter((other) => other.name === name && other.acquiredAt > from)
      .reduce((soonest, other) => Math.min(soonest, other.acquiredAt), Number.POSITIVE_INFINITY);
    const involved = [SERVER, by, ...waiters.map((waiter) => waiter.by)];
    const seen = Math.min(next, lastWait(waiters, end));
    const ms = seen - from - absences.within(from, seen, ...involved);
    if (waiters.length > 0 && (seen === next || ms > max)) yield { ms, name };
  }
}

function waitsAt({ calledAt, settledAt, killedAt }: Hold, at: number): boolean {
  const over = Math.min(
    settledAt ?? Number.POSITIVE_INFINITY,
    killedAt ?? Number.POSITIVE_INFINITY,
  );
  return calledAt < at && over > at;
}

function lastWait(waiters: readonly Hold[], end: number): number {
  return Math.max(
    0,
    ...waiters.map(({ settledAt, killedAt }) => Math.min(settledAt ?? end, killedAt ?? end)),
  );
}
