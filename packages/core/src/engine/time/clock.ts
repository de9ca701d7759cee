import { Suspension } from "./suspension.js";
import { areInForce, timersInForce } from "./timers.js";

/** More than the rounding error of sums of times, in ms. */
const ROUNDING = 0.001;

const suspension = new Suspension();
const jumped: (() => void)[] = [];
let timers = timersInForce();
/** The suspended time that the timers' clock did not count, in ms. */
let ahead = 0;
let lookedAt = 0;

/**
 * The engine's clock, in ms: monotonic, and it counts the time that the machine was suspended. A step of the wall clock
 * never shortens or prolongs a lease. While a test fakes timers, it uses their clock.
 */
export function now(): number {
  if (!areInForce(timers)) followTimers();
  const at = timers.now();
  lookedAt = at;
  // Checked at each call: right after a suspension no call may report an expired lock as held.
  const slept = timers.followsTest ? 0 : suspension.since(at, timers.now);
  if (slept > 0) jump(slept);
  return at + ahead;
}

/** Calls back whenever existing timers may be late: the clock has jumped, or now uses other timers. */
export function onJump(callback: () => void): void {
  jumped.push(callback);
}

/** Advances the clock to the time at which a timer was due, since some fake timers have no clock that can be read. */
export function reached(time: number): void {
  const missing = time - now();
  if (missing > 0) ahead += missing + ROUNDING;
}

function jump(ms: number): void {
  ahead += ms;
  tell();
}

/** Continues from the last reading of the clock: its source may have been faked by now. */
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
