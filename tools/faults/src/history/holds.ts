import type { Entry } from "./event.js";

/** One acquisition, from the call to its end, as the histories tell it. */
export interface Hold {
  readonly op: string;
  readonly by: string;
  readonly name: string;
  calledAt: number;
  /** ms; null for no bound. */
  readonly bound: number | null;
  readonly ttl: number;
  readonly shared: boolean;
  /** How many may hold it, if it is in places. */
  readonly limit: number | undefined;
  slot?: number;
  /** When the call settled, with the lock or without. */
  settledAt?: number;
  refusal?: string;
  acquiredAt?: number;
  fence: number;
  /** The holder's own deadline, as last renewed. */
  until: number;
  releasingAt?: number;
  releasedAt?: number;
  ours?: boolean | null;
  lostAt?: number;
  killedAt?: number;
}

/** All acquisitions of a run, in the order of their calls. */
export function holdsOf(history: readonly Entry[]): Hold[] {
  const holds = new Map<string, Hold>();
  for (const entry of history) {
    if (entry.event === "calling") holds.set(entry.op, called(entry));
    else if (entry.event === "killed") kill(holds.values(), entry.worker, entry.at);
    else if ("op" in entry) advance(holds.get(entry.op), entry);
  }
  return [...holds.values()];
}

export type Acquired = Hold & { readonly acquiredAt: number };

export function isAcquired(hold: Hold): hold is Acquired {
  return hold.acquiredAt !== undefined;
}

/** Whether both may have the lock at once: as sharers, or in different places. */
export function haveRoom(one: Hold, other: Hold): boolean {
  if (one.shared || other.shared) return one.shared && other.shared;
  return one.limit !== undefined && other.limit !== undefined && one.slot !== other.slot;
}

/** When the holder stopped calling the lock its own: at the latest at its own deadline. */
export function endOf({ until, releasingAt, lostAt, killedAt }: Hold): number {
  const never = Number.POSITIVE_INFINITY;
  return Math.min(until, releasingAt ?? never, lostAt ?? never, killedAt ?? never);
}

function called(entry: Extract<Entry, { event: "calling" }>): Hold {
  const { op, by, name, at, bound, ttl, shared = false, limit } = entry;
  return { op, by, name, calledAt: at, bound, ttl, shared, limit, fence: 0, until: at };
}

function kill(holds: Iterable<Hold>, worker: string, at: number): void {
  for (const hold of holds) if (hold.by === worker) hold.killedAt = at;
}

function advance(hold: Hold | undefined, entry: Extract<Entry, { op: string }>): void {
  if (hold === undefined) return;
  const { at } = entry;
  switch (entry.event) {
    case "acquired":
      Object.assign(hold, { acquiredAt: at, settledAt: at, calledAt: entry.askedAt });
      Object.assign(hold, { fence: entry.fence, until: entry.until, slot: entry.slot });
      break;
    case "refused":
      Object.assign(hold, { settledAt: at, calledAt: entry.askedAt, refusal: entry.code });
      break;
    case "extended":
      hold.until = entry.until;
      break;
    case "releasing":
      hold.releasingAt = at;
      break;
    case "released":
      Object.assign(hold, { releasedAt: at, releasingAt: entry.askedAt, ours: entry.ours });
      break;
    case "lost":
      hold.lostAt = at;
      break;
  }
}
