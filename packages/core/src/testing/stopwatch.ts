const TICK = 5;

/**
 * Measures a time, and how much of it the machine itself was late: while other programs have the processor, or this one
 * blocks its event loop, no timer can fire. Upper bounds can then be exact without failing on a busy machine.
 */
export class Stopwatch implements Disposable {
  readonly #started = performance.now();
  /** By how much all ticks so far came too late. */
  #late = 0;
  /** When the next tick should come. */
  #due = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#tick();
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return performance.now() - this.#started;
  }

  /**
   * How many milliseconds the machine has been late. All since the start counts: when it was late before what is measured
   * had begun, that begins and ends later.
   */
  get lateness(): number {
    const pending = Math.max(0, performance.now() - this.#due);
    return this.#late + pending;
  }

  /** Milliseconds since `due`, without what the machine was late. Negative: `due` has not come. */
  overrun(due: number): number {
    const over = this.elapsed - due;
    return over < 0 ? over : Math.max(0, over - this.lateness);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    this.#due = performance.now() + TICK;
    this.#timer = setTimeout(() => {
      this.#late += Math.max(0, performance.now() - this.#due);
      this.#tick();
    }, TICK);
    this.#timer.unref();
  }
}
