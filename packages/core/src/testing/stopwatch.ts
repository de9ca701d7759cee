const TICK = 5;

/**
 * Measures a time, and how much of it the machine itself was late: while other programs have the processor, or this one
 * blocks its event loop, no timer can fire. Upper bounds can then be exact without failing on a busy machine.
 */
export class Stopwatch implements Disposable {
  readonly #started = performance.now();
  /** When a tick should have come, and how late it did. */
  readonly #ticks: Array<readonly [due: number, fired: number]> = [];
  #due = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#tick();
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return performance.now() - this.#started;
  }

  /** How many milliseconds later than `due` it is by the machine's fault, `due` counted from the start. */
  lateness(due: number): number {
    const from = this.#started + due;
    const pending = [this.#due, performance.now()] as const;
    return [...this.#ticks, pending]
      .map(([tickDue, fired]) => fired - Math.max(tickDue, from))
      .reduce((sum, late) => sum + Math.max(late, 0), 0);
  }

  /** Milliseconds since `due`, without what the machine was late since then. Negative: `due` has not come. */
  overrun(due: number): number {
    const over = this.elapsed - due;
    return over < 0 ? over : Math.max(0, over - this.lateness(due));
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    this.#due = performance.now() + TICK;
    this.#timer = setTimeout(() => {
      this.#ticks.push([this.#due, performance.now()]);
      this.#tick();
    }, TICK);
    this.#timer.unref();
  }
}
