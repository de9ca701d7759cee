import type { AutoResetEvent } from "../engine/time/auto-reset-event.js";
import { now } from "../engine/time/clock.js";

interface Lease {
  readonly token: string;
  readonly fence: number;
  readonly acquiredAt: number;
  expiresAt: number;
}

/** On the prototype of the class, whichever copy of this package it comes from. */
const BRAND = Symbol.for("lockwire.MemorySpace");

/** What a Redis is to the Redis locks: the leases of one process, and who waits for which. */
export class MemorySpace {
  readonly #leases = new Map<string, Lease>();
  readonly #waiters = new Map<string, Set<AutoResetEvent>>();
  #fence = 0;

  static {
    Object.defineProperty(MemorySpace.prototype, BRAND, { value: true });
  }

  /** The lease that stands now; one that has run out is gone, as on Redis. */
  lease(name: string): Readonly<Lease> | undefined {
    const lease = this.#leases.get(name);
    if (lease === undefined || lease.expiresAt > now()) return lease;
    this.#leases.delete(name);
    return undefined;
  }

  grant(name: string, token: string, ttl: number): number {
    this.#fence += 1;
    const lease = { token, fence: this.#fence, acquiredAt: Date.now(), expiresAt: now() + ttl };
    this.#leases.set(name, lease);
    return lease.fence;
  }

  prolong(name: string, ttl: number): void {
    const lease = this.#leases.get(name);
    if (lease) lease.expiresAt = now() + ttl;
  }

  /** False: the token does not hold the lock. */
  release(name: string, token: string): boolean {
    if (this.lease(name)?.token !== token) return false;
    this.#leases.delete(name);
    for (const released of this.#waiters.get(name) ?? []) released.set();
    return true;
  }

  /** Sets the event at every release of the name, until the returned function is called. */
  listen(name: string, released: AutoResetEvent): () => void {
    const listeners = this.#waiters.get(name) ?? new Set();
    this.#waiters.set(name, listeners.add(released));
    return () => {
      listeners.delete(released);
      if (listeners.size === 0 && this.#waiters.get(name) === listeners) this.#waiters.delete(name);
    };
  }
}

/** Also of one that another copy of this package made. */
export function isMemorySpace(value: unknown): value is MemorySpace {
  return typeof value === "object" && value !== null && BRAND in value;
}
