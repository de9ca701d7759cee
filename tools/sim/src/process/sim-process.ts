import type { Random } from "@lockwire/harness";
import type { Loop } from "../world/loop.js";
import type { Event, Scheduler } from "../world/scheduler.js";
import type { MachineClock } from "./clock.js";
import type { Timer } from "./timers.js";

export interface ProcessParts {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly loop: Loop;
  readonly random: Random;
  readonly clock: MachineClock;
  /** How long it is busy with one event, in us: from and to. */
  readonly pace: readonly [number, number];
  /** Is told of what the process's own code throws and nobody catches. */
  readonly onCrash: (process: SimProcess, error: unknown) => void;
}

/** Work that waits for longer than this waits for a busy event loop, in us. */
const BEHIND = 10_000;

/** What a process has to handle. */
interface Arrival {
  readonly handle: () => void;
  /** When it came, in us. */
  due: number;
}

/** One simulated process of Node: its event loop, which handles one event at a time, in the order in which they came. */
export class SimProcess {
  readonly name: string;
  readonly clock: MachineClock;
  readonly random: Random;
  /** Those that are running, for the check that none is left. */
  readonly timers = new Set<Timer>();
  readonly #parts: ProcessParts;
  /** The monotonic clock's time at which `performance.now()` is 0. */
  readonly #origin: number;
  #ticks: (() => void)[] = [];
  #busyUntil = 0;
  readonly #arrivals: Arrival[] = [];
  /** How many turns of its event loop came while it was stopped. */
  #missed: number | undefined;
  #dead = false;
  #loopTime = 0;
  #stoodStillUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: ProcessParts) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.random = parts.random;
    this.#parts = parts;
    this.#origin = parts.clock.monotonic;
  }

  get dead(): boolean {
    return this.#dead;
  }

  get stopped(): boolean {
    return this.#missed !== undefined;
  }

  /** Whether it can handle an event at this moment. */
  get free(): boolean {
    return !this.#dead && !this.stopped && this.#busyUntil <= this.#parts.scheduler.now;
  }

  /** Until when it was last stopped, blocked, or behind with its work; `Infinity` while it is stopped. */
  get stoodStillUntil(): number {
    return this.stopped ? Number.POSITIVE_INFINITY : this.#stoodStillUntil;
  }

  /** `performance.now()`, in ms. */
  get uptime(): number {
    return (this.clock.monotonic - this.#origin) / 1_000;
  }

  /** How long until the next of its timers rings, in us; `Infinity` when none will. */
  get nextTimerIn(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.timers) next = Math.min(next, dueAt);
    return next * 1_000 - this.clock.monotonic;
  }

  /** What its timers count from: the ms of the monotonic clock in which the event was begun. */
  get loopTime(): number {
    return this.#loopTime;
  }

  /** Has the process handle something, at a time, or as soon as it can after that. */
  enqueue(at: number, handle: () => void): Event {
    const due = Math.max(at, this.#parts.scheduler.now);
    return this.#parts.scheduler.at(at, () => {
      this.#arrivals.push({ handle, due });
      this.#turn();
    });
  }

  /** As soon as it can. */
  post(handle: () => void): void {
    this.enqueue(this.#parts.scheduler.now, handle);
  }

  cancel(event: Event): void {
    this.#parts.scheduler.cancel(event);
  }

  nextTick(tick: () => void): void {
    this.#ticks.push(tick);
  }

  /** False when there was none. */
  runTicks(): boolean {
    if (this.#ticks.length === 0 || this.#dead) return false;
    for (let at = 0; at < this.#ticks.length; at++) this.#guarded(this.#ticks[at] as () => void);
    this.#ticks = [];
    return true;
  }

  /** The event is handled, and all that followed from it. */
  rest(): void {
    const [least, most] = this.#parts.pace;
    this.#busyUntil = Math.max(
      this.#busyUntil,
      this.#parts.scheduler.now + this.random.int(least, most),
    );
  }

  /** Its event loop is busy with something else for so many us. */
  block(us: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, this.#parts.scheduler.now + us);
    this.#stoodStillUntil = this.#busyUntil;
  }

  /** As by SIGSTOP. */
  stop(): void {
    this.#missed ??= 0;
  }

  /** As by SIGCONT: what came meanwhile is handled in its order. */
  resume(): void {
    const { scheduler } = this.#parts;
    const missed = this.#missed ?? 0;
    this.#missed = undefined;
    this.#stoodStillUntil = Math.max(this.#stoodStillUntil, scheduler.now);
    for (const arrival of this.#arrivals) arrival.due = scheduler.now;
    for (let turn = 0; turn < missed; turn++) scheduler.at(scheduler.now, () => this.#turn());
  }

  /** As by SIGKILL. */
  kill(): void {
    this.#dead = true;
    this.#ticks = [];
  }

  /** Handles the first arrival. There is a turn for each, which waits while the process is busy. */
  #turn(): void {
    if (this.#dead) return;
    if (this.#missed !== undefined) {
      this.#missed += 1;
      return;
    }
    const { scheduler } = this.#parts;
    if (this.#busyUntil > scheduler.now) {
      scheduler.at(this.#busyUntil, () => this.#turn());
      return;
    }
    const arrival = this.#arrivals.shift();
    if (arrival === undefined) return;
    if (scheduler.now - arrival.due > BEHIND) {
      this.#stoodStillUntil = Math.max(this.#stoodStillUntil, scheduler.now);
    }
    this.#loopTime = Math.floor(this.clock.monotonic / 1_000);
    this.#parts.loop.runs(this);
    this.#guarded(arrival.handle);
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#parts.onCrash(this, error);
    }
  }
}
