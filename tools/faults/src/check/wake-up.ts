import { quantile } from "@lockwire/harness";
import { type Acquired, endOf, type Hold, isAcquired } from "../history/holds.js";
import { type Evidence, SERVER } from "./evidence.js";
import type { Finding } from "./finding.js";

export interface WakeUpBounds {
  /** The longest, in ms. */
  readonly max: number;
  /** The 99th percentile, in ms; judged from 100 cases on, below which it is the longest. */
  readonly p99?: number;
  /** The longest from the scenario's `storm` to its `calm`, in ms. Not judged there when left out. */
  readonly storm?: number;
}

/** What docs/promises.md says while messages arrive. */
export const PUSHED: WakeUpBounds = { max: 250, p99: 50 };
/** And while they do not. */
export const POLLED: WakeUpBounds = { max: 1_000 };

const ENOUGH_FOR_P99 = 100;
const NEVER = Number.POSITIVE_INFINITY;

interface Wake {
  readonly ms: number;
  readonly name: string;
  readonly bound: number;
  readonly inStorm: boolean;
}

/** W: while somebody waits, the lock has its next holder within the bounds of a release that leaves it to nobody. */
export function wakesUp(evidence: Evidence, bounds: WakeUpBounds): Finding {
  const wakes = wakesOf(evidence, bounds);
  const calm = wakes
    .filter(({ inStorm }) => !inStorm)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  const storm = wakes.filter(({ inStorm }) => inStorm).map(({ ms }) => ms);
  const p99 = quantile(calm, 0.99) ?? 0;
  const violations = wakes
    .filter(({ ms, bound }) => ms > bound)
    .map(({ ms, name }) => `${name} had no new holder for ${ms.toFixed(0)} ms after a release`);
  if (bounds.p99 !== undefined && calm.length >= ENOUGH_FOR_P99 && p99 > bounds.p99) {
    violations.push(`the 99th percentile from release to next holder is ${p99.toFixed(0)} ms`);
  }
  const worst = {
    ...(calm.length > 0 ? { p99, max: Math.max(...calm) } : {}),
    ...(storm.length > 0 ? { "in the storm": Math.max(...storm) } : {}),
  };
  return { invariant: "W", cases: calm.length + storm.length, worst, violations };
}

function wakesOf(evidence: Evidence, bounds: WakeUpBounds): Wake[] {
  const inStorm = stormOf(evidence);
  return [...byName(evidence.holds)].flatMap(([name, holds]) => {
    const acquired = holds.filter(isAcquired).sort((a, b) => a.acquiredAt - b.acquiredAt);
    return acquired.flatMap((hold, i) => {
      const { releasingAt: from, ours } = hold;
      if (from === undefined || ours !== true || isHeldBeside(hold, acquired, from)) return [];
      const next = acquired.slice(i + 1, i + 50).find((other) => other.acquiredAt > from);
      const ms = wakeTime(evidence, hold, from, next, holds);
      const storm = inStorm(from);
      const bound = storm ? (bounds.storm ?? NEVER) : bounds.max;
      const open = next === undefined && (ms ?? 0) <= bound;
      return ms === undefined || open ? [] : [{ ms, name, bound, inStorm: storm }];
    });
  });
}

/** Whether others hold it on, with whom the first waiter need not fit. */
function isHeldBeside(hold: Hold, acquired: readonly Acquired[], at: number): boolean {
  if (!hold.shared && hold.limit === undefined) return false;
  return acquired.some(
    (other) => other !== hold && other.acquiredAt <= at && keptUntil(other) > at,
  );
}

/** Until when the server keeps it: what a killed process had, or was about to release, for its whole term. */
function keptUntil(hold: Hold): number {
  const isLeft = hold.killedAt !== undefined && hold.releasedAt === undefined;
  return isLeft ? hold.until : endOf(hold);
}

/** Until the next holder, or as long as somebody waited in vain; undefined when nobody waited. */
function wakeTime(
  { history, absences }: Evidence,
  hold: Hold,
  from: number,
  next: Acquired | undefined,
  holds: readonly Hold[],
): number | undefined {
  if (!holds.some((other) => waitsAt(other, from))) return undefined;
  const end = history.at(-1)?.at ?? 0;
  const waiter = next ?? holds.filter((other) => waitsAt(other, from)).reduce(later);
  const seen = Math.min(end, next?.acquiredAt ?? waitEnd(waiter));
  const away = absences.within(from, seen, SERVER, hold.by, waiter.by);
  return Math.max(0, seen - from - away - keptByTheDead(holds, hold, from, seen));
}

/**
 * A waiter that was killed may have had the lock, and no time to tell: it then costs its TTL. Where several can hold it, a
 * process that was killed may have acquired it anew before it could tell even of the call.
 */
function keptByTheDead(
  holds: readonly Hold[],
  { shared, limit }: Hold,
  from: number,
  seen: number,
): number {
  const isAlone = !shared && limit === undefined;
  const isUntold = (hold: Hold) =>
    isAlone ? waitsAt(hold, from) && hold.settledAt === undefined : hold.killedAt !== undefined;
  const kept = holds
    .filter((hold) => isUntold(hold) && (hold.killedAt ?? NEVER) < seen)
    .map(({ ttl, killedAt = NEVER }) => Math.min(ttl, killedAt + ttl - from));
  return Math.max(0, ...kept);
}

function byName(holds: readonly Hold[]): Map<string, Hold[]> {
  const names = new Map<string, Hold[]>();
  for (const hold of holds) {
    const others = names.get(hold.name);
    if (others) others.push(hold);
    else names.set(hold.name, [hold]);
  }
  return names;
}

function waitsAt(hold: Hold, at: number): boolean {
  return hold.calledAt < at && waitEnd(hold) > at;
}

function waitEnd({ settledAt = NEVER, killedAt = NEVER }: Hold): number {
  return Math.min(settledAt, killedAt);
}

function later(one: Hold, other: Hold): Hold {
  return waitEnd(one) > waitEnd(other) ? one : other;
}

/** Whether a time lies between a `storm` and the `calm` after it. */
function stormOf({ history }: Evidence): (at: number) => boolean {
  const turns = history.filter(({ event }) => event === "storm" || event === "calm");
  return (at) => turns.findLast((turn) => turn.at <= at)?.event === "storm";
}
