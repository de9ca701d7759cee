import { InvalidArgumentError } from "commander";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** The longest time that a timer of Node can count, in ms. */
const LONGEST = 2_147_483_647;

/**
 * Reads a time such as `30s`, `1.5m` or `500ms` into whole ms.
 *
 * @throws {InvalidArgumentError} which says what would do.
 */
export function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (text === "0") return 0;
  if (digits === undefined) {
    const what = /^\d+(\.\d+)?$/.test(text) ? `it has no unit: ${text}s or ${text}ms?` : HOW;
    throw new InvalidArgumentError(what);
  }
  const time = Math.round(Number(digits) * UNITS[unit as keyof typeof UNITS]);
  if (time > LONGEST) throw new InvalidArgumentError("the longest time is 24d.");
  return time;
}

/** The same with bounds, for an option. */
export function durationFrom(least: number, leastText: string): (text: string) => number {
  return (text) => {
    const time = parseDuration(text);
    if (time < least) throw new InvalidArgumentError(`the shortest time is ${leastText}.`);
    return time;
  };
}

/** A time, or `forever` for no bound. */
export function parseWait(text: string): number {
  return text === "forever" ? Number.POSITIVE_INFINITY : parseDuration(text);
}

/** A time as it would be given: `30s`, `500ms`, `2m`. */
export function formatDuration(time: number): string {
  if (time === Number.POSITIVE_INFINITY) return "forever";
  const unit = (["d", "h", "m", "s"] as const).find((name) => time > 0 && time % UNITS[name] === 0);
  return unit === undefined ? `${time}ms` : `${time / UNITS[unit]}${unit}`;
}

const HOW = "a time is a number and a unit: 500ms, 30s, 2m, 1h.";
