import { now, onJump } from "./clock.js";
import { type Entry, LinkedList } from "./linked-list.js";
import { genuineTimers, timersInForce } from "./timers.js";

/** How often the timer fires, in ms; a suspension of the machine is noticed as soon. */
const TICK = 50;
/** How long an alarm goes without a timer of its own, in ms; twice as long at most. */
const ROUND = 250;

/** Not kept from ending by a test that fakes it (https://github.com/sinonjs/fake-timers does so by default). */
const { nextTick } = process;

export interface TimedCall {
  readonly keepsAlive: boolean;
  /** Sets a timer of its own, in the place of the one that it may have. */
  setTimer(): void;
}

/**
 * One timer for all calls that have just been scheduled, since most are cancelled before they need one of their own. It
 * runs while any is scheduled, and by real time whatever a test does, to notice when the others have become late: after
 * a suspension of the machine, and when fake timers, which would never fire again, were put away.
 */
class TimerPool {
  /** Those without a timer of their own: of this round, and of the one before. */
  #recent = new LinkedList<TimedCall>();
  #older = new LinkedList<TimedCall>();
  readonly #timed = new LinkedList<TimedCall>();
  /** How many of those without one the process has to stay for. */
  #keeping = 0;
  #roundEnded = 0;
  #timer: NodeJS.Timeout | undefined;
  #clear = clearInterval;
  #referenced = false;
  #settling = false;
  readonly #settle = () => this.#settled();

  constructor() {
    onJump(() => this.#setAnew());
  }

  /** Whether a call may go without a timer of its own: those of a test fire when the test expects it. */
  get shares(): boolean {
    return timersInForce() === genuineTimers();
  }

  /** Adds a call without a timer of its own. */
  add(call: TimedCall): Entry<TimedCall> {
    if (call.keepsAlive) this.#keeping += 1;
    const timer = this.#running();
    if (this.#keeping > 0 && !this.#referenced) {
      timer.ref();
      this.#referenced = true;
    }
    return this.#recent.add(call);
  }

  /** Adds a call that has one. */
  addTimed(call: TimedCall): Entry<TimedCall> {
    this.#running();
    return this.#timed.add(call);
  }

  /** @param shares whether the call is without a timer of its own */
  delete(entry: Entry<TimedCall>, shares: boolean): void {
    if (!entry.leave()) return;
    if (shares && entry.value.keepsAlive) this.#keeping -= 1;
    if (this.#keeping > 0 || this.#settling) return;
    this.#settling = true;
    nextTick(this.#settle);
  }

  #running(): NodeJS.Timeout {
    if (this.#timer) return this.#timer;
    const { setInterval, clearInterval } = genuineTimers();
    this.#roundEnded = now();
    this.#timer = setInterval(() => this.#tick(), TICK).unref();
    this.#clear = clearInterval;
    this.#referenced = false;
    return this.#timer;
  }

  /** A call that goes is often followed by another in the same turn: only then is it worth a look at the timer. */
  #settled(): void {
    this.#settling = false;
    if (this.#keeping > 0) return;
    this.#timer?.unref();
    this.#referenced = false;
    if (!(this.#recent.empty && this.#older.empty && this.#timed.empty)) return;
    this.#clear(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const passed = now() - this.#roundEnded;
    if (passed < ROUND) return;
    this.#roundEnded += passed;
    // When the event loop was blocked, or the process stopped, some may be due by now.
    if (passed > 2 * ROUND) setTimers(this.#recent);
    setTimers(this.#older);
    [this.#older, this.#recent] = [this.#recent, this.#older];
  }

  #setAnew(): void {
    for (const calls of [this.#recent, this.#older, this.#timed]) setTimers(calls);
  }
}

function setTimers(calls: LinkedList<TimedCall>): void {
  for (const { value } of calls.entries()) value.setTimer();
}

export const timerPool = new TimerPool();
