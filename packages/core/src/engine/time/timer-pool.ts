import { now, onJump } from "./clock.js";
import { type Entry, LinkedList } from "./linked-list.js";
import { genuineTimers, timersInForce } from "./timers.js";

/** How often the timer fires, in ms; it also notices a suspension of the machine. */
const TICK = 50;
/** How long a call stays without its own timer, in ms; at most twice as long. */
const ROUND = 250;

/** Saved before a test fakes it, which https://github.com/sinonjs/fake-timers does by default. */
const { nextTick } = process;

export interface TimedCall {
  readonly keepsAlive: boolean;
  /** Sets its own timer, and replaces any earlier one. */
  setTimer(): void;
}

/**
 * One timer for all recently scheduled calls, since most are cancelled before they need their own. It runs while any call
 * is scheduled, in real time even under fake timers. So it notices when other timers are late: after a suspension of the
 * machine, or when fake timers were uninstalled and would never fire.
 */
class TimerPool {
  /** Calls without their own timer: from this round and the previous one. */
  #recent = new LinkedList<TimedCall>();
  #older = new LinkedList<TimedCall>();
  readonly #timed = new LinkedList<TimedCall>();
  /** How many of those keep the process alive. */
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

  /** Whether a call may share the timer. Under fake timers it may not, since a test expects it to fire on time. */
  get shares(): boolean {
    return timersInForce() === genuineTimers();
  }

  /** Adds a call without its own timer. */
  add(call: TimedCall): Entry<TimedCall> {
    if (call.keepsAlive) this.#keeping += 1;
    const timer = this.#running();
    if (this.#keeping > 0 && !this.#referenced) {
      timer.ref();
      this.#referenced = true;
    }
    return this.#recent.add(call);
  }

  /** Adds a call with its own timer. */
  addTimed(call: TimedCall): Entry<TimedCall> {
    this.#running();
    return this.#timed.add(call);
  }

  /** @param shares whether the call has no timer of its own */
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

  /** A cancelled call is often followed by a new one in the same turn, so the timer is checked only after the turn. */
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
    // If the event loop was blocked or the process stopped, some may already be due.
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
