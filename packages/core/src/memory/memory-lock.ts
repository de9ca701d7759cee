import type { Claim, Grant, Refusal, TakenOver } from "../contract/backend.js";
import type { LockInfo } from "../contract/lock-info.js";
import type { HoldMode, Sharing } from "../contract/mode.js";
import { modeOf } from "../engine/mode.js";
import type { AutoResetEvent } from "../engine/time/auto-reset-event.js";
import { now } from "../engine/time/clock.js";

/** One of the current holders of the name. */
interface Hold {
  mode: HoldMode;
  fence: number;
  readonly slot?: number;
  readonly limit?: number;
  /** Notifies the holder's client that somebody has stolen the lock. */
  readonly lost: () => void;
  expiresAt: number;
}

/** A queued waiter, and how to wake it when the queue moves. */
export interface MemoryWaiter {
  readonly claim: Claim;
  readonly moved: AutoResetEvent;
  readonly lost: () => void;
}

/** One name: its holders, each with its own lease, and its waiters in order of arrival. */
export class MemoryLock {
  readonly #holds = new Map<string, Hold>();
  readonly #line = new Set<MemoryWaiter>();
  readonly #nextFence: () => number;
  /** Of the latest acquisition, whose holder may have gone before earlier ones. */
  #latest: Pick<LockInfo, "acquiredAt" | "limit"> = {};
  /** The last fence. */
  #fence = 0;

  constructor(nextFence: () => number) {
    this.#nextFence = nextFence;
  }

  /** Nobody holds it, and nobody waits. */
  get isIdle(): boolean {
    this.#dropExpired();
    return this.#holds.size === 0 && this.#line.size === 0;
  }

  /** @param waits whether to queue the caller if it is refused. */
  tryAcquire(waiter: MemoryWaiter, ttl: number, waits: boolean): Grant | Refusal {
    const { claim } = waiter;
    const own = this.#hold(claim.token);
    if (own) {
      own.expiresAt = Math.max(own.expiresAt, now() + ttl);
      return grantOf(own);
    }
    const [first = waiter] = this.#line;
    if (first !== waiter || !this.#fits(claim)) return this.#refuse(waiter, first, waits);
    this.#line.delete(waiter);
    const hold = this.#admit(waiter, ttl);
    this.#tellFirst();
    return grantOf(hold);
  }

  /** Ends all holds except the caller's own, and leaves the queue as it is. */
  steal(waiter: MemoryWaiter, ttl: number): Grant {
    const own = this.#hold(waiter.claim.token);
    if (own) {
      own.expiresAt = Math.max(own.expiresAt, now() + ttl);
      return grantOf(own);
    }
    const before = [...this.#holds.values()];
    this.#holds.clear();
    const hold = this.#admit(waiter, ttl);
    for (const { lost } of before) lost();
    return grantOf(hold);
  }

  renew(token: string, ttl: number, shorten: boolean): boolean {
    const hold = this.#hold(token);
    if (!hold) return false;
    hold.expiresAt = shorten ? now() + ttl : Math.max(hold.expiresAt, now() + ttl);
    return true;
  }

  /** False: the token does not hold it. */
  release(token: string): boolean {
    const held = this.#hold(token) !== undefined;
    this.#holds.delete(token);
    if (held) this.#tellFirst();
    return held;
  }

  /** The lock stays taken by a token that no acquisition has. */
  releaseIn(token: string, ms: number): boolean {
    const kept = `${token}:kept`;
    const hold = this.#hold(token);
    if (!hold) return this.#holds.has(kept);
    this.#holds.delete(token);
    this.#holds.set(kept, { ...hold, expiresAt: now() + ms });
    this.#tellFirst();
    return true;
  }

  takeOver(token: string, { claim, lost }: MemoryWaiter, ttl: number): TakenOver | undefined {
    const own = this.#hold(claim.token);
    const before = own ?? this.#hold(token);
    if (!before) return undefined;
    const { mode, limit } = before;
    const fence = own || mode === "shared" ? before.fence : this.#raise();
    const ends = ttl === 0 ? before.expiresAt : now() + ttl;
    this.#holds.delete(token);
    this.#holds.set(claim.token, {
      ...before,
      fence,
      lost,
      expiresAt: own ? Math.max(own.expiresAt, ends) : ends,
    });
    this.#tellFirst();
    const sharing = sharingOf(mode, limit);
    return { ...grantOf({ ...before, fence }), ...(sharing ? { sharing } : {}) };
  }

  releaseAll(): boolean {
    this.#dropExpired();
    const held = this.#holds.size > 0;
    this.#holds.clear();
    this.#tellFirst();
    return held;
  }

  leave(waiter: MemoryWaiter): void {
    if (this.#line.delete(waiter)) this.#tellFirst();
  }

  downgrade(token: string): Grant | undefined {
    const hold = this.#hold(token);
    if (hold?.mode === "exclusive") {
      hold.mode = "shared";
      hold.fence = this.#raise();
      this.#tellFirst();
    }
    return hold && grantOf(hold);
  }

  tryUpgrade(token: string): Grant | "refused" | undefined {
    const hold = this.#hold(token);
    if (hold?.mode === "shared") {
      if (this.#holds.size > 1 || this.#line.size > 0) return "refused";
      hold.mode = "exclusive";
      hold.fence = this.#raise();
    }
    return hold && grantOf(hold);
  }

  peek(): LockInfo {
    this.#dropExpired();
    const waiting = this.#line.size;
    const holds = [...this.#holds.values()];
    const [holder] = holds;
    if (!holder) return { held: false, ttl: 0, waiting };
    const { mode } = holder;
    const ttl = Math.max(...holds.map(({ expiresAt }) => expiresAt)) - now();
    const fence = this.#fence;
    return { held: true, ttl, mode, holders: holds.length, ...this.#latest, fence, waiting };
  }

  #admit({ claim: { token, sharing }, lost }: MemoryWaiter, ttl: number): Hold {
    const [before] = this.#holds.values();
    const mode = modeOf(sharing);
    const fence = mode === "shared" && before ? before.fence : this.#raise();
    const limit = sharing?.mode === "limited" ? { limit: sharing.limit } : undefined;
    const slot = limit && { slot: this.#freeSlot() };
    const hold: Hold = { mode, fence, ...limit, ...slot, lost, expiresAt: now() + ttl };
    this.#holds.set(token, hold);
    this.#latest = { acquiredAt: Date.now(), ...limit };
    return hold;
  }

  #raise(): number {
    this.#fence = this.#nextFence();
    return this.#fence;
  }

  #freeSlot(): number {
    const taken = new Set([...this.#holds.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  }

  #refuse(waiter: MemoryWaiter, first: MemoryWaiter, waits: boolean): Refusal {
    const heldAs = this.#mismatch(waiter.claim);
    if (heldAs) return { acquired: false, freeIn: 0, heldAs };
    if (waits) this.#line.add(waiter);
    // The first waiter may have been woken already, and is about to try.
    return { acquired: false, freeIn: Math.max(this.#fitsIn(first.claim), 1) };
  }

  /** The mode in which the name is held, if a claim must not wait for it. */
  #mismatch({ sharing }: Claim): HoldMode | undefined {
    const [holder] = this.#holds.values();
    const isLimited = sharing?.mode === "limited";
    return holder && (holder.mode === "limited") !== isLimited ? holder.mode : undefined;
  }

  #fits({ sharing }: Claim): boolean {
    const [holder] = this.#holds.values();
    if (holder === undefined) return true;
    if (holder.mode === "exclusive" || holder.mode !== sharing?.mode) return false;
    return sharing.mode === "shared" || this.#holds.size < sharing.limit;
  }

  /** Milliseconds until enough leases have expired for the claim to fit. */
  #fitsIn({ sharing }: Claim): number {
    const ends = [...this.#holds.values()].map(({ expiresAt }) => expiresAt).sort((a, b) => a - b);
    const most = sharing?.mode === "limited" ? sharing.limit : 1;
    return (ends[ends.length - most] ?? 0) - now();
  }

  /** Removes expired leases, as a server does. */
  #dropExpired(): void {
    const time = now();
    for (const [token, { expiresAt }] of this.#holds) {
      if (expiresAt <= time) this.#holds.delete(token);
    }
  }

  #hold(token: string): Hold | undefined {
    this.#dropExpired();
    return this.#holds.get(token);
  }

  #tellFirst(): void {
    const [first] = this.#line;
    first?.moved.set();
  }
}

function sharingOf(mode: HoldMode, limit = 1): Sharing | undefined {
  if (mode === "exclusive") return undefined;
  return mode === "shared" ? { mode } : { mode, limit };
}

function grantOf({ fence, slot }: Hold): Grant {
  return slot === undefined ? { acquired: true, fence } : { acquired: true, fence, slot };
}
