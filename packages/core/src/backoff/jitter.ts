import { checkChoice } from "../checks/check-choice.js";
import { checkOptions, type OptionNames } from "../checks/check-options.js";
import { show } from "../checks/show.js";
import type { BackoffOptions, BackoffPolicy, Jitter } from "./policy.js";

type Spread = (delay: number, previous: number, random: number, base: number) => number;

const SPREADS: Record<Jitter, Spread> = {
  none: (delay) => delay,
  full: (delay, _previous, random) => delay * random,
  equal: (delay, _previous, random) => delay / 2 + (delay / 2) * random,
  decorrelated: (_delay, previous, random, base) =>
    base + (Math.max(base, previous * 3) - base) * random,
};

const BACKOFF_OPTIONS: OptionNames<BackoffOptions> = { jitter: true, floor: true, cap: true };

/** Creates a policy from a curve of plain delays: adds the jitter, and keeps the result between floor and cap. */
export function jittered(
  base: { readonly name: string; readonly delay: number },
  curve: (attempt: number) => number,
  options: BackoffOptions,
): BackoffPolicy {
  checkOptions(options, BACKOFF_OPTIONS);
  const { jitter = "full", floor = 0, cap = Number.POSITIVE_INFINITY } = options;
  checkDelay(base.name, base.delay);
  checkDelay("floor", floor);
  checkDelay("cap", cap);
  if (cap < floor) throw new RangeError(`cap must be at least floor (${floor}), got ${cap}`);
  checkChoice("jitter", jitter, Object.keys(SPREADS) as Jitter[]);
  const spread = SPREADS[jitter];
  return (attempt, previous, random) => {
    const delay = Math.min(curve(attempt), cap);
    return Math.min(Math.max(spread(delay, previous, random, base.delay), floor), cap);
  };
}

function checkDelay(option: string, value: number): void {
  if (typeof value !== "number") {
    throw new TypeError(`${option} must be a number, got ${show(value)}`);
  }
  if (!(value >= 0)) throw new RangeError(`${option} must be at least 0, got ${value}`);
}
