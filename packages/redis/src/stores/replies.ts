import { LockBackendError, type LockInfo } from "@lockwire/core";
import type { Grant, Refusal, Transfer } from "@lockwire/core/backend";
import { FENCE_EXPIRY, FENCE_RESERVE } from "../scripts/constants.js";

/** A well-formed reply, or undefined: only that is an answer, and anything else leaves the outcome unknown. */
type Read<T> = (reply: unknown) => T | undefined;

/** A release's answer. */
export interface Released {
  readonly released: boolean;
  /** Why it could not be announced. */
  readonly refusal?: string;
  /** Dead waiters are left to remove. */
  readonly more?: boolean;
}

export const readAcquired: Read<Grant | Refusal> = (reply) => {
  const fence = readFence(reply);
  if (fence !== undefined) return { acquired: true, fence, reservedFences: FENCE_RESERVE - 1 };
  const [left, queued] = readIntegers(reply, 2) ?? [];
  return left === undefined
    ? undefined
    : { acquired: false, freeIn: untilExpiry(left), queued: queued === 1 };
};

export const readRenewed: Read<boolean> = (reply) => {
  const renewed = readInteger(reply);
  return renewed === 0 || renewed === 1 ? renewed === 1 : undefined;
};

export const readReleased: Read<Released> = (reply) => {
  if (!Array.isArray(reply)) {
    const released = readRenewed(reply);
    return released === undefined ? undefined : { released };
  }
  const [outcome, detail] = reply;
  if (reply.length !== 2) return undefined;
  if (readInteger(outcome) === 1 && typeof detail === "string") {
    return { released: true, refusal: detail };
  }
  const released = readInteger(outcome) === 2 ? readRenewed(detail) : undefined;
  return released === undefined ? undefined : { released, more: true };
};

export const readTransfer: Read<Transfer> = (reply) => {
  const fence = readFence(reply);
  if (fence !== undefined) {
    return { outcome: "transferred", fence, reservedFences: FENCE_RESERVE - 1 };
  }
  if (readInteger(reply) === 0) return { outcome: "lost" };
  const [left] = readIntegers(reply, 1) ?? [];
  return left === undefined ? undefined : { outcome: "queued", freeIn: untilExpiry(left) };
};

/** @param keepsQueue whether waiters queue on Redis at all. */
export function readPeek(keepsQueue: boolean): Read<LockInfo> {
  return (reply) => {
    if (!Array.isArray(reply) || reply.length !== 6) return undefined;
    const [held, pttl, fence, fencePttl, clock, waiting] = reply.map(readInteger);
    if (held === undefined || pttl === undefined || waiting === undefined) return undefined;
    return {
      held: held === 1,
      ttl: held === 1 ? untilExpiry(pttl) : 0,
      ...(fence === undefined ? {} : { fence }),
      ...(held === 1 ? since(fencePttl, clock) : {}),
      ...(keepsQueue && waiting >= 0 ? { waiting } : {}),
    };
  };
}

/** The fence's key is given its whole expiry with each acquisition: what has passed of it is how long the lock is held. */
function since(fencePttl = -1, clock = 0): Pick<LockInfo, "acquiredAt"> {
  if (fencePttl < 0) return {};
  return { acquiredAt: (clock === 0 ? Date.now() : clock) - (FENCE_EXPIRY - fencePttl) };
}

export const readHolder: Read<string> = (reply) => {
  const [holder] = Array.isArray(reply) && reply.length === 1 ? reply : [];
  return typeof holder === "string" ? holder : undefined;
};

/**
 * What a reply says.
 *
 * @throws {LockBackendError} on one that is none of the script's: the outcome is unknown, and may be known later.
 */
export function answer<T>(reply: unknown, read: Read<T>, name: string, operation: string): T {
  const said = read(reply);
  if (said !== undefined) return said;
  const message =
    "the reply is not one of the lock's script; is a MULTI open on the client, or a proxy or a mock in between?";
  throw new LockBackendError(name, operation, { message });
}

/** An integer, or its digits where the client was told to keep numbers as strings (`stringNumbers`). */
function readInteger(reply: unknown): number | undefined {
  const isNumeric =
    typeof reply === "number" || (typeof reply === "string" && /^-?\d{1,16}$/.test(reply));
  return isNumeric && Number.isSafeInteger(Number(reply)) ? Number(reply) : undefined;
}

function readFence(reply: unknown): number | undefined {
  const fence = readInteger(reply);
  return fence !== undefined && fence > 1 ? fence : undefined;
}

function readIntegers(reply: unknown, length: number): number[] | undefined {
  if (!Array.isArray(reply) || reply.length !== length) return undefined;
  const numbers = reply.map(readInteger).filter((number) => number !== undefined);
  return numbers.length === length ? numbers : undefined;
}

/** PTTL's answer: -1 for a key without an expiry, -2 for one that is gone. */
function untilExpiry(pttl: number): number {
  return pttl === -1 ? Number.POSITIVE_INFINITY : Math.max(pttl, 0);
}
