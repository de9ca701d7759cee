import type { Scheduler } from "../world/scheduler.js";

/** A machine's two clocks. Both may run fast or slow; the wall clock may step, and the other one stand still. */
export class MachineClock {
  readonly #scheduler: Scheduler;
  #since: number;
  #monotonic: number;
  #wall: number;
  #rate = 1;
  #lost = 0;

  /** @param wall in us since 1970. */
  constructor(scheduler: Scheduler, monotonic: number, wall: number) {
    this.#scheduler = scheduler;
    this.#since = scheduler.now;
    this.#monotonic = monotonic;
    this.#wall = wall;
  }

  /** In us. */
  get monotonic(): number {
    return this.#monotonic + this.#passed;
  }

  /** In us since 1970. */
  get wall(): number {
    return Math.floor(this.#wall + this.#passed);
  }

  /** How much faster than the others: 1.0005 for 500 ppm. */
  drift(rate: number): void {
    this.#settle();
    this.#rate = rate;
  }

  stepWall(us: number): void {
    this.#wall += us;
  }

  /** The machine was suspended: the monotonic clock has missed so many us. */
  lose(us: number): void {
    this.#monotonic -= us;
    this.#lost += us;
  }

  /** The clock that nobody sets, and that counts what the machine sleeps. In us. */
  get boot(): number {
    return this.monotonic + this.#lost;
  }

  /** When the monotonic clock will show a time. */
  whenMonotonic(time: number): number {
    return this.#scheduler.now + (time - this.monotonic) / this.#rate;
  }

  get #passed(): number {
    return (this.#scheduler.now - this.#since) * this.#rate;
  }

  #settle(): void {
    this.#monotonic = this.monotonic;
    this.#wall = this.wall;
    this.#since = this.#scheduler.now;
  }
}
