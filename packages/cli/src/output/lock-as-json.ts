import type { LockInfo } from "../locks.js";

/** A lock as JSON for programs: durations in ms, times in UTC, and null for a lease without an end. */
export function lockAsJson(name: string, info: LockInfo): Readonly<Record<string, unknown>> {
  const { held, mode, holders, limit, ttl, acquiredAt, fence, waiting } = info;
  return {
    name,
    held,
    ...(mode === undefined ? {} : { mode }),
    ...(holders === undefined ? {} : { holders }),
    ...(limit === undefined ? {} : { limit }),
    ttl: Number.isFinite(ttl) ? Math.round(ttl) : null,
    ...(acquiredAt === undefined ? {} : { acquiredAt: new Date(acquiredAt).toISOString() }),
    ...(fence === undefined ? {} : { fence }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}
