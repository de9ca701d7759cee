import { now } from "./clock.js";
import type { Entry } from "./fifo.js";
import { nursery, type Young } from "./nursery.js";
import { timerDelay } from "./sleep.js";

/** What is due sooner has a timer of its own from the start, in ms. */
const SOON = 1_000;

/**
 * A call at a later time that is nearly always cancelled long before: a command's time-out, a lease's renewal. Starting
 * and clearing a timer of Node's costs a twentieth of an uncontended cycle, so an alarm shares one with all the others
 * that are young, and has its own only when it has lived for a while.
 */
export class Alarm implements Young {
  readonly keepsAlive: boolean;
  readonly #dueAt: number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #home: Entry<Young> | undefined;

  /** @param keepsAlive whether the process has to stay for it. */
  constructor(ms: number, ring: () => void, keepsAlive: boolean) {
    this.keepsAlive = keepsAlive;
    this.#ring = ring;
    this.#dueAt = now() + ms;
    if (ms < SOON) this.leaveHome();
    else this.#home = nursery.add(this);
  }

  /** Gets a timer of its own. */
  leaveHome(): void {
    this.#timer = setTimeout(this.#ring, timerDelay(this.#dueAt - now()));
    if (!this.keepsAlive) this.#timer.unref();
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    else if (this.#home) nursery.delete(this.#home);
  }
}
