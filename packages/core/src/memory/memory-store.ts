import type { Claim, LeaseStore, TakeResult } from "../contract/backend.js";
import type { LockInfo } from "../contract/lock.js";
import { now } from "../engine/clock.js";
import type { MemorySpace } from "./memory-space.js";

/** The reference store: what each step means, without a server. */
export class MemoryStore implements LeaseStore {
  readonly #space: MemorySpace;

  constructor(space: MemorySpace) {
    this.#space = space;
  }

  async take({ name, token }: Claim, ttl: number): Promise<TakeResult> {
    const lease = this.#space.lease(name);
    if (lease && lease.token !== token) return { taken: false, freeIn: lease.expiresAt - now() };
    if (!lease) return { taken: true, fence: this.#space.grant(name, token, ttl) };
    this.#space.prolong(name, ttl);
    return { taken: true, fence: lease.fence };
  }

  async renew(claim: Claim, ttl: number): Promise<boolean> {
    if (!this.#owns(claim)) return false;
    this.#space.prolong(claim.name, ttl);
    return true;
  }

  async free(claim: Claim): Promise<boolean> {
    if (!this.#owns(claim)) return false;
    this.#space.drop(claim.name);
    return true;
  }

  async peek(name: string): Promise<LockInfo> {
    const lease = this.#space.lease(name);
    if (!lease) return { held: false, ttl: 0 };
    const { acquiredAt, fence, expiresAt } = lease;
    return { held: true, ttl: expiresAt - now(), acquiredAt, fence };
  }

  async forceFree(name: string): Promise<boolean> {
    const held = this.#space.lease(name) !== undefined;
    this.#space.drop(name);
    return held;
  }

  #owns({ name, token }: Claim): boolean {
    return this.#space.lease(name)?.token === token;
  }
}
