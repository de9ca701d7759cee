import type { Event } from "../world/scheduler.js";
import type { SimProcess } from "./sim-process.js";

type Callback = (...args: unknown[]) => void;

const LONGEST = 2_147_483_647;

/** A timer as Node makes it: it counts from the ms in which the loop's turn began, and cuts fractions off. */
export class Timer {
  readonly #process: SimProcess;
  readonly #callback: Callback;
  readonly #args: readonly unknown[];
  readonly #ms: number;
  readonly #repeats: boolean;
  #dueAt = 0;
  #event: Event | undefined;
  /** What was waiting for the process may come when the timer is closed or started anew. */
  #run = 0;
  #referenced = true;

  constructor(
    process: SimProcess,
    callback: Callback,
    ms: unknown,
    args: readonly unknown[],
    repeats: boolean,
  ) {
    this.#process = process;
    this.#callback = callback;
    this.#args = args;
    this.#ms = delayOf(ms);
    this.#repeats = repeats;
    this.#start();
  }

  /** When it rings, in ms of the monotonic clock. */
  get dueAt(): number {
    return this.#dueAt;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  refresh(): this {
    this.close();
    this.#start();
    return this;
  }

  close(): this {
    if (this.#event) this.#process.cancel(this.#event);
    this.#event = undefined;
    this.#run += 1;
    this.#process.timers.delete(this);
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #start(): void {
    this.#dueAt = this.#process.loopTime + this.#ms;
    this.#process.timers.add(this);
    this.#wait();
  }

  #wait(): void {
    const at = this.#process.clock.whenMonotonic(this.#dueAt * 1_000);
    const run = this.#run;
    this.#event = this.#process.enqueue(at, () => {
      if (run === this.#run) this.#ring();
    });
  }

  /** The monotonic clock may have stood still meanwhile. */
  #ring(): void {
    if (this.#process.loopTime < this.#dueAt) return this.#wait();
    this.#event = undefined;
    this.#process.timers.delete(this);
    if (this.#repeats) this.#start();
    this.#callback(...this.#args);
  }
}

function delayOf(ms: unknown): number {
  const delay = Math.trunc(Number(ms));
  return delay >= 1 && delay <= LONGEST ? delay : 1;
}
