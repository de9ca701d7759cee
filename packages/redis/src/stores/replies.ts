import { type HoldMode, LockBackendError, type LockInfo } from "@lockwire/core";
import type { Grant, Refusal, TakenOver, Transfer } from "@lockwire/core/backend";
import { FENCE_EXPIRY, FENCE_RESERVE } from "../scripts/constants.js";

/** Parses a reply. Undefined if it is malformed, which leaves the outcome unknown. */
export type Read<T> = (reply: unknown) => T | undefined;

const MODES: readonly HoldMode[] = ["exclusive", "shared", "limited"];

/** The reply of a release. */
export interface Released {
  readonly released: boolean;
  /** Why it could not be announced. */
  readonly refusal?: string;
  /** There are more dead waiters to remove. */
  readonly more?: boolean;
}

export const readAcquired: Read<Grant | Refusal> = (reply) => {
  const fence = readFence(reply);
  if (fence !== undefined) return { acquired: true, fence, reservedFences: FENCE_RESERVE - 1 };
  const [left, queued] = readIntegers(reply, 2) ?? [];
  if (left === undefined) return undefined;
  if (queued === 2) return { acquired: false, freeIn: 0, heldAs: "limited" };
  return { acquired: false, freeIn: untilExpiry(left), queued: queued === 1 };
};

/** @param isShared whether it is a sharer's slot, whose number has no meaning for users. */
export function readAcquiredSlot(isShared: boolean): Read<Grant | Refusal> {
  return (reply) => {
    if (!Array.isArray(reply)) return undefined;
    const [outcome, ...details] = reply;
    if (outcome === "held" && details.length === 1) return readHeldAs(details[0]);
    const [first, second] = readIntegers(details, 2) ?? [];
    if (first === undefined || second === undefined) return undefined;
    if (outcome === "wait") {
      return { acquired: false, freeIn: untilExpiry(first), queued: second === 1 };
    }
    if (outcome !== "slot") return undefined;
    const grant: Grant = { acquired: true, fence: first };
    return isShared ? grant : { ...grant, slot: second, reservedFences: FENCE_RESERVE - 1 };
  };
}

function readHeldAs(mode: unknown): Refusal | undefined {
  const heldAs = readMode(mode);
  return heldAs && { acquired: false, freeIn: 0, heldAs };
}

/** The reply of a mode change: the new fence, `refused`, `overtaken` by a later change, or null if it is no longer held. */
export const readChanged: Read<Grant | "refused" | "overtaken" | null> = (reply) => {
  const fence = readFence(reply);
  if (fence !== undefined) return { acquired: true, fence };
  const outcome = readInteger(reply);
  if (outcome === 0) return null;
  if (outcome === -1) return "overtaken";
  return outcome === 1 ? "refused" : undefined;
};

/** A slot or a lock that was taken over from another token; null if that token held neither. */
export const readTakenOver: Read<TakenOver | null> = (reply) => {
  if (readInteger(reply) === 0) return null;
  const alone = readFence(reply);
  if (alone !== undefined) return { acquired: true, fence: alone };
  if (!Array.isArray(reply) || reply.length !== 4 || reply[0] !== "slot") return undefined;
  const [fence, slot] = readIntegers(reply.slice(1, 3), 2) ?? [];
  if (fence === undefined || slot === undefined) return undefined;
  if (reply[3] === "shared") return { acquired: true, fence, sharing: { mode: "shared" } };
  const limit = readInteger(reply[3]);
  if (limit === undefined) return undefined;
  return { acquired: true, fence, slot, sharing: { mode: "limited", limit } };
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

/** @param keepsQueue whether waiters queue on Redis. */
export function readPeek(keepsQueue: boolean): Read<LockInfo> {
  return (reply) => {
    if (!Array.isArray(reply) || reply.length !== 8) return undefined;
    const [, pttl, fence, fencePttl, clock, waiting, ...several] = reply.map(readInteger);
    if (pttl === undefined || waiting === undefined) return undefined;
    const last = fence === undefined ? {} : { fence };
    const line = keepsQueue && waiting >= 0 ? { waiting } : {};
    if (reply[0] === "") return { held: false, ttl: 0, ...last, ...line };
    const mode = readMode(reply[0]);
    if (mode === undefined) return undefined;
    const held = { held: true, ttl: untilExpiry(pttl), mode, ...readHolding(several) };
    return { ...held, ...last, ...since(fencePttl, clock), ...line };
  };
}

function readHolding([holders, limit]: readonly (number | undefined)[]) {
  return {
    ...(holders === undefined ? {} : { holders }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Each acquisition resets the expiry of the fence key, so the part that has passed shows how long the lock has been held. */
function since(fencePttl = -1, clock = 0): Pick<LockInfo, "acquiredAt"> {
  if (fencePttl < 0) return {};
  return { acquiredAt: (clock === 0 ? Date.now() : clock) - (FENCE_EXPIRY - fencePttl) };
}

export const readHolder: Read<string> = (reply) => {
  const [holder] = Array.isArray(reply) && reply.length === 1 ? reply : [];
  return typeof holder === "string" ? holder : undefined;
};

export const readHolders: Read<string[]> = (reply) => {
  const isText = (token: unknown) => typeof token === "string";
  return Array.isArray(reply) && reply.every(isText) ? reply : undefined;
};

/** The reply of an attempt to steal a lock: the grant, or the tokens of its holders if the caller did not name them all. */
export const readStolen: Read<Grant | string[]> = (reply) => {
  const fence = readFence(reply);
  if (fence === undefined) return readHolders(reply);
  return { acquired: true, fence, reservedFences: FENCE_RESERVE - 1 };
};

function readMode(reply: unknown): HoldMode | undefined {
  return MODES.find((mode) => mode === reply);
}

/**
 * Parses a reply.
 *
 * @throws {LockBackendError} if the script cannot have returned it: the outcome is unknown, and a retry may succeed.
 */
export function answer<T>(reply: unknown, read: Read<T>, name: string, operation: string): T {
  const said = read(reply);
  if (said !== undefined) return said;
  const message =
    "the reply is not one that the lock's script returns; is a MULTI open on the client, or a proxy or a mock in between?";
  throw new LockBackendError(name, operation, { message });
}

/** An integer, or its digits if the client returns numbers as strings (`stringNumbers`). */
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

/** The reply of PTTL: -1 for a key without an expiry, -2 for a missing key. */
function untilExpiry(pttl: number): number {
  return pttl === -1 ? Number.POSITIVE_INFINITY : Math.max(pttl, 0);
}
