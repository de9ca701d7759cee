import { Suspension } from "./suspension.js";
import { areInForce, timersInForce } from "./timers.js";

/** More than sums of times are off by, in ms. */
const ROUNDING = 0.001;

const suspension = new Suspension();
const jumped: (() => void)[] = [];
let timers = timersInForce();
/** The time that the clock of the timers did not count, in ms. */
let ahead = 0;
let lookedAt = 0;

/**
 * The engine's clock, in ms: monotonic, and it counts the time that the machine was suspended. A step of the wall clock
 * never shortens or stretches a lease. Under a test's fake timers it goes by them.
 */
export function now(): number {
  if (!areInForce(timers)) followTimers();
  const at = timers.now();
  lookedAt = at;
  // At each call: right after a suspension nothing may say that a lock is held which ran out meanwhile.
  const slept = timers.followsTest ? 0 : suspension.since(at, timers.now);
  if (slept > 0) jump(slept);
  return at + ahead;
}

/** Calls back whenever a timer that was set before may be late: the clock has jumped, or goes by other timers. */
export function onJump(callback: () => void): void {
  jumped.push(callback);
}

/** Sets the clock to the time that a timer was due at, if it is behind: some fake timers have no clock that can be read. */
export function reached(time: number): void {
  const missing = time - now();
  if (missing > 0) ahead += missing + ROUNDING;
}

function jump(ms: number): void {
  ahead += ms;
  tell();
}

/** The clock goes on from where it was last seen: what it went by may itself have been faked by now. */
function followTimers(): void {
  const time = Math.max(lookedAt, timers.followsTest ? timers.now() : 0) + ahead;
  timers = timersInForce();
  lookedAt = timers.now();
  ahead = time - lookedAt;
  tell();
}

function tell(): void {
  for (const callback of jumped) callback();
}
