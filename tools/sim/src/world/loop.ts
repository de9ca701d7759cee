import type { SimProcess } from "../process/sim-process.js";
import type { Scheduler } from "./scheduler.js";

/** How many events may follow each other before the real event loop has its turn. */
const TURN = 20_000;

/**
 * Runs one event after another. After each that a process handled, its promises are drained to the end, and then its
 * `nextTick` queue, as Node does it. Node's own tick queue tells when promises are drained: it runs once no microtask is
 * left. Everything in between is synchronous, so nothing else decides the order.
 */
export class Loop {
  readonly #scheduler: Scheduler;
  /** The process that has just run, whose promises are not drained yet. */
  #running: SimProcess | undefined;
  #undrained = false;
  /** Is called after every event. */
  afterEvent: (process: SimProcess | undefined) => void = () => undefined;
  events = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** For a process that runs its code now. */
  runs(process: SimProcess): void {
    this.#running = process;
  }

  /** Runs until a time, or until `done` says so after an event. Rejects with what an event or a check throws. */
  async until(end: number, done: () => boolean = () => false): Promise<void> {
    for (let over = done(); !over; ) {
      // A turn of the real event loop: it tells of rejections that nobody handles.
      await new Promise<void>((resolve) => setImmediate(resolve));
      over = await this.#turn(end, done);
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** So many events at most. True when there is no more to run. */
  #turn(end: number, done: () => boolean): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let left = TURN;
      const step = () => {
        try {
          while (this.#settled()) {
            if (done() || !this.#next(end)) return resolve(true);
            left -= 1;
            if (left < 0) return resolve(false);
          }
          drained(step);
        } catch (error) {
          reject(error);
        }
      };
      step();
    });
  }

  /** Whether the last event is over: no process has ticks left, and so no promises. */
  #settled(): boolean {
    const running = this.#running;
    if (running === undefined) return true;
    if (this.#undrained) {
      this.#undrained = false;
      return false;
    }
    if (running.runTicks()) return false;
    this.#running = undefined;
    running.rest();
    this.afterEvent(running);
    return true;
  }

  #next(end: number): boolean {
    const run = this.#scheduler.next(end);
    if (run === undefined) return false;
    this.events += 1;
    run();
    this.#undrained = this.#running !== undefined;
    if (!this.#undrained) this.afterEvent(undefined);
    return true;
  }
}

/** Calls back as a microtask, once every microtask that there is has run, and those that they led to. */
function drained(then: () => void): void {
  process.nextTick(() => queueMicrotask(then));
}
