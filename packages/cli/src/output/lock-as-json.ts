import type { LockInfo } from "../locks.js";

/** What programs are told of a lock: times in ms, moments in UTC, and null for a lease without an end. */
export function lockAsJson(name: string, info: LockInfo): Readonly<Record<string, unknown>> {
  const { held, ttl, acquiredAt, fence, waiting } = info;
  return {
    name,
    held,
    ttl: Number.isFinite(ttl) ? Math.round(ttl) : null,
    ...(acquiredAt === undefined ? {} : { acquiredAt: new Date(acquiredAt).toISOString() }),
    ...(fence === undefined ? {} : { fence }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}
