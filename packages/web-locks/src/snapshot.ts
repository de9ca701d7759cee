import type { LockRecord } from "./lock-record.js";
import type { LockInfo, LockManagerSnapshot, LockMode } from "./standard.js";

export interface Snapshot extends LockManagerSnapshot {
  /** No answer is awaited, and no request waits that could be granted: nothing is about to change by itself. */
  readonly settled: boolean;
}

/** Puts records in order. */
export function snapshotOf(records: readonly LockRecord[]): Snapshot {
  const ordered = [...records].sort((one, other) => one.since - other.since);
  const held = standing(ordered.filter(({ state }) => state === "held"));
  const pending = ordered.filter(({ state }) => state === "pending");
  const settled = ordered.every(({ state }) => state !== "asking") && !someGrantable(held, pending);
  return { held: held.map(infoOf), pending: pending.map(infoOf), settled };
}

/** Whether a request cannot be granted beside another one, or the lock that it has become. */
export function excludes(mode: LockMode, other: LockMode): boolean {
  return mode === "exclusive" || other === "exclusive";
}

/**
 * Those that still hold. A note may outlast its lock, for a while if the process has died; a later grant that excludes it
 * shows that it is over.
 */
function standing(held: readonly LockRecord[]): LockRecord[] {
  const holders = new Map<string, readonly LockRecord[]>();
  for (const lock of held) {
    const before = holders.get(lock.name) ?? [];
    const beside = before.filter(({ mode }) => !excludes(lock.mode, mode));
    holders.set(lock.name, [...beside, lock]);
  }
  return held.filter((lock) => holders.get(lock.name)?.includes(lock));
}

/** By the standard's definition of grantable (https://w3c.github.io/web-locks/#concept-lock-request). */
function someGrantable(held: readonly LockRecord[], pending: readonly LockRecord[]): boolean {
  const before = new Map<string, LockMode>();
  const note = ({ name, mode }: LockRecord) => {
    if (before.get(name) !== "exclusive") before.set(name, mode);
  };
  held.forEach(note);
  return pending.some((request) => {
    const other = before.get(request.name);
    note(request);
    return other === undefined || !excludes(request.mode, other);
  });
}

function infoOf({ name, mode, clientId }: LockRecord): LockInfo {
  return { name, mode, clientId };
}
