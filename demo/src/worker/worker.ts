import { setTimeout as sleep } from "node:timers/promises";
import type { Lock, LockClient } from "@lockwire/core";
import { clock } from "./clock.js";
import type { Counter } from "./counter.js";
import type { Order, Report } from "./messages.js";
import { LOCK_NAME, TTL } from "./terms.js";

/** What the critical section takes, between the read and the write, in ms. */
const WORK = 1;
/** What a worker does outside of it, in ms: short enough that the lock is always waited for. */
const PAUSE = 2;
const FOREVER = 2_147_483_647;

/** Raises the counter again and again, each time under the lock. */
export class Worker {
  readonly #locks: LockClient;
  readonly #counter: Counter;
  readonly #report: (report: Report) => void;
  #order: Order = "work";

  constructor(locks: LockClient, counter: Counter, report: (report: Report) => void) {
    this.#locks = locks;
    this.#counter = counter;
    this.#report = report;
  }

  obey(order: Order): void {
    this.#order = order;
  }

  /** Resolves when it was told to stop. */
  async run(): Promise<void> {
    while (this.#order !== "stop") {
      await this.#turn();
      await sleep(PAUSE);
    }
  }

  async #turn(): Promise<void> {
    const asked = clock();
    await using lock = await this.#locks.acquire(LOCK_NAME, { ttl: TTL });
    const acquired = clock();
    this.#report({ type: "acquired", at: acquired });
    await this.#raise(lock);
    const released = clock();
    await lock.release();
    this.#report({ type: "raised", hold: { asked, acquired, released } });
  }

  /** Whoever else does this between the read and the write makes one of the two go missing. */
  async #raise({ signal }: Lock): Promise<void> {
    const value = await this.#counter.read();
    if (this.#order === "stick") {
      this.#report({ type: "stuck" });
      await sleep(FOREVER, undefined, { signal });
    }
    await sleep(WORK);
    signal.throwIfAborted();
    await this.#counter.write(value + 1);
  }
}
