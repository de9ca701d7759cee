import type { Chance, Claim, Contender, Grant, Refusal } from "../contract/backend.js";
import { AutoResetEvent } from "../engine/time/auto-reset-event.js";
import { now } from "../engine/time/clock.js";
import type { MemorySpace } from "./memory-space.js";

/** The reference of what each step of an acquisition means, without a server. */
export class MemoryContender implements Contender {
  readonly #space: MemorySpace;
  readonly #claim: Claim;
  readonly #released = new AutoResetEvent();
  #stopListening: (() => void) | undefined;

  constructor(space: MemorySpace, claim: Claim) {
    this.#space = space;
    this.#claim = claim;
  }

  async tryAcquire(ttl: number): Promise<Grant | Refusal> {
    const { name, token } = this.#claim;
    const lease = this.#space.lease(name);
    if (!lease) return { acquired: true, fence: this.#space.grant(name, token, ttl) };
    if (lease.token !== token) return { acquired: false, freeIn: lease.expiresAt - now() };
    this.#space.prolong(name, Math.max(ttl, lease.expiresAt - now()));
    return { acquired: true, fence: lease.fence };
  }

  /** Listens from the first time on, and lets the attempt be repeated then: a release before that was not heard. */
  async nextChance({ freeIn }: Chance, signal: AbortSignal): Promise<void> {
    if (this.#stopListening) return this.#released.wait(freeIn, signal);
    this.#stopListening = this.#space.listen(this.#claim.name, this.#released);
  }

  async renew(ttl: number, { shorten }: { readonly shorten: boolean }): Promise<boolean> {
    const { name, token } = this.#claim;
    const lease = this.#space.lease(name);
    if (lease?.token !== token) return false;
    this.#space.prolong(name, shorten ? ttl : Math.max(ttl, lease.expiresAt - now()));
    return true;
  }

  async release(): Promise<boolean> {
    return this.#space.release(this.#claim.name, this.#claim.token);
  }

  stopWaiting(): void {
    this.#stopListening?.();
  }
}
