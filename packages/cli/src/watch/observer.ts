import { setTimeout as sleep } from "node:timers/promises";
import { isLockError, type LockClient, type LockInfo } from "../locks.js";
import { monotonic } from "../monotonic.js";
import { HandoffRate, type Rate } from "./handoff-rate.js";

/** The state of a lock at a moment: the reply of Redis, or the failure. */
export type Sight = {
  readonly name: string;
  readonly handoffs: Rate;
} & ({ readonly info: LockInfo } | { readonly error: Error } | { readonly unseen: true });

/** Polls the state of one lock. */
export class Observer {
  readonly #locks: LockClient;
  readonly #name: string;
  readonly #rate = new HandoffRate();
  #last: { readonly info: LockInfo } | { readonly error: Error } | { readonly unseen: true } = {
    unseen: true,
  };

  constructor(locks: LockClient, name: string) {
    this.#locks = locks;
    this.#name = name;
  }

  get sight(): Sight {
    return { name: this.#name, handoffs: this.#rate.rate(), ...this.#last };
  }

  /** @throws {TypeError} on a bad name. */
  async poll(): Promise<void> {
    try {
      const info = await this.#locks.peek(this.#name);
      this.#last = { info };
      this.#rate.record(monotonic(), info.fence);
    } catch (error) {
      if (!isLockError(error)) throw error;
      this.#last = { error };
    }
  }

  /** Goes on until the signal aborts. */
  async keepPolling(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.poll();
      await sleep(this.#rate.every, undefined, { signal }).catch(() => undefined);
    }
  }
}
