import type { LockLostError } from "../contract/errors.js";
import type { Lock } from "../contract/lock.js";
import { type AcquireTerms, checkTtl } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import type { Taken } from "./contest.js";
import { Lease, type LeaseListener } from "./lease.js";

/** The handle that a holder has, on the lease that stands behind it. */
export class HeldLock implements Lock, LeaseListener {
  readonly name: string;
  readonly token: string;
  readonly fence: number;
  readonly #since = now();
  readonly #arena: Arena;
  readonly #onEnd: (lock: HeldLock) => void;
  readonly #lease: Lease;
  /** Made when somebody looks at it: most holders never do. */
  #controller: AbortController | undefined;
  #released: Promise<boolean> | undefined;

  constructor(arena: Arena, taken: Taken, terms: AcquireTerms, onEnd: (lock: HeldLock) => void) {
    this.name = taken.claim.name;
    this.token = taken.claim.token;
    this.fence = taken.fence;
    this.#arena = arena;
    this.#onEnd = onEnd;
    this.#lease = new Lease(arena, taken, terms, this);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#lease.state === "lost" && !this.#controller.signal.aborted) {
      this.#controller.abort(this.#lease.loss);
    }
    return this.#controller.signal;
  }

  remaining(): number {
    return this.#lease.remaining();
  }

  async extend(ttl?: number): Promise<void> {
    await this.#lease.extend(ttl === undefined ? undefined : checkTtl(ttl));
  }

  release(): Promise<boolean> {
    this.#released ??= this.#release();
    return this.#released;
  }

  /** A release where nobody looks at the answer: a failure becomes an `error` event. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      this.#arena.report(this.name, error);
    }
  }

  /** Tells the holder that its time is over; then gives the lock back, unless its ttl shall do that. */
  async revoke(free: boolean): Promise<void> {
    this.#lease.abandon("was given up: its client was closed", free);
    await this.#released?.catch(() => undefined);
  }

  extended(ttl: number): void {
    this.#arena.emitter.emit("extended", { name: this.name, fence: this.fence, ttl });
  }

  lost(error: LockLostError): void {
    this.#controller?.abort(error);
    this.#onEnd(this);
    const held = now() - this.#since;
    this.#arena.emitter.emit("lost", { name: this.name, fence: this.fence, why: error.why, held });
  }

  async #release(): Promise<boolean> {
    const ours = this.#lease.free();
    this.#onEnd(this);
    if (!(await ours)) return false;
    const held = now() - this.#since;
    this.#arena.emitter.emit("released", { name: this.name, fence: this.fence, held });
    return true;
  }
}
