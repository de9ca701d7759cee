import { LockBackendError } from "../contract/errors.js";
import type { LockInfo } from "../contract/lock.js";

/** Tells of a failure that no caller is waiting for. */
export type Report = (lockName: string, error: LockBackendError) => void;

/** Replies are numbers, or strings where the client was told so (`stringNumbers`). */
export function isOne(reply: unknown): boolean {
  return Number(reply) === 1;
}

/** A release's answer. One that could not be announced took effect all the same; that is no matter for its caller. */
export function freedBy(reply: unknown, name: string, report: Report): boolean {
  if (!Array.isArray(reply)) return isOne(reply);
  report(name, new LockBackendError(name, "announce", { message: String(reply[1]), retryFor: 0 }));
  return true;
}

/** PTTL's answer: -1 for a key without an expiry, -2 for one that is gone. */
export function untilExpiry(pttl: unknown): number {
  const ms = Number(pttl);
  return ms === -1 ? Number.POSITIVE_INFINITY : Math.max(ms, 0);
}

/** What `peek` tells, from PTTL's answer and the fence as it is kept. */
export function infoOf(held: unknown, pttl: unknown, last: string): LockInfo {
  const fence = last === "" ? undefined : Number(last);
  if (!isOne(held)) return { held: false, ttl: 0, ...(fence === undefined ? {} : { fence }) };
  return {
    held: true,
    ttl: untilExpiry(pttl),
    ...(fence === undefined ? {} : { fence, acquiredAt: Math.floor(fence / 1_000) }),
  };
}
