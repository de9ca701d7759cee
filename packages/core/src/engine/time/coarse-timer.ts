import { MAX_DELAY } from "../../contract/options.js";
import { now, reached } from "./clock.js";
import type { Entry } from "./linked-list.js";
import { type TimedCall, timerPool } from "./timer-pool.js";
import { canClear, type Timers, timersInForce } from "./timers.js";

/** A call that is due within this time gets its own timer at once, in ms. */
const SOON = 1_000;

/**
 * A delayed call that is nearly always cancelled long before it is due: a command's timeout, a lease's renewal. Starting
 * and clearing a Node timer costs a twentieth of an uncontended cycle, so new coarse timers share one, and each gets its
 * own only after a while.
 */
export class CoarseTimer implements TimedCall {
  readonly keepsAlive: boolean;
  readonly dueAt: number;
  readonly #callback: () => void;
  /** The earliest time at which its own timer fires; a delay that is too long for one timer is split. */
  #firesAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The timer functions with which it was set, until it fires. */
  #timers: Timers | undefined;
  #shares: boolean;
  #entry: Entry<TimedCall>;

  /**
   * @param dueAt by the engine's clock, in ms.
   * @param keepsAlive whether it keeps the process alive.
   */
  constructor(dueAt: number, callback: () => void, keepsAlive: boolean) {
    this.keepsAlive = keepsAlive;
    this.#callback = callback;
    this.dueAt = dueAt;
    this.#shares = dueAt - now() >= SOON && timerPool.shares;
    this.#entry = this.#shares ? timerPool.add(this) : timerPool.addTimed(this);
    if (!this.#shares) this.setTimer();
  }

  setTimer(): void {
    const from = now();
    this.#clear();
    if (this.#shares) {
      timerPool.delete(this.#entry, this.#shares);
      this.#shares = false;
      this.#entry = timerPool.addTimed(this);
    }
    this.#timers = timersInForce();
    const { setTimeout } = this.#timers;
    const delay = timerDelay(this.dueAt - from);
    this.#firesAt = from + delay;
    this.#timer = setTimeout(fire, delay, this);
    // In jsdom, as in a browser, a timer is a number.
    if (!this.keepsAlive) (this.#timer as Partial<NodeJS.Timeout>).unref?.();
  }

  cancel(): void {
    this.#clear();
    timerPool.delete(this.#entry, this.#shares);
  }

  fired(): void {
    this.#timers = undefined;
    if (!timerPool.shares) reached(this.#firesAt);
    if (now() < this.dueAt) return this.setTimer();
    this.cancel();
    this.#callback();
  }

  #clear(): void {
    if (this.#timers === undefined || !canClear(this.#timers)) return;
    const { clearTimeout } = this.#timers;
    clearTimeout(this.#timer);
  }
}

function fire(timer: CoarseTimer): void {
  timer.fired();
}

/**
 * A delay for `setTimeout` that never fires before `ms` have passed: Node counts from the start of the event loop's turn
 * and truncates fractions, so a plain timer can be up to 1 ms early. Past 2^31 - 1 it would fire at once.
 */
function timerDelay(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms) + 1, 1), MAX_DELAY);
}
