import { type Failure, usageFailure } from "../failure.js";
import { showName } from "../output/show-name.js";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** The longest time, in ms: 24 days. A timer of Node counts to 24.8. */
const LONGEST = 24 * UNITS.d;

/**
 * A parser of the times that an option takes, such as `30s`, `1.5m` or `500ms`: into whole ms.
 *
 * @param option with its dashes, for the message
 * @param least the shortest time, in ms
 */
export function durationOption(option: string, least = 0): (text: string) => number {
  return (text) => {
    const time = parse(text);
    if (time === undefined) throw notATime(option, EXAMPLES, text);
    if (time >= least && time <= LONGEST) return time;
    const bounds = `from ${formatDuration(least)} to ${formatDuration(LONGEST)}`;
    throw usageFailure(`${option} must be ${bounds}, got ${text}`);
  };
}

/** The same, or `forever` for no bound. */
export function waitOption(option: string): (text: string) => number {
  const parseTime = durationOption(option);
  return (text) => {
    if (text === "forever") return Number.POSITIVE_INFINITY;
    if (parse(text) === undefined) throw notATime(option, `${EXAMPLES}, or "forever"`, text);
    return parseTime(text);
  };
}

/** A time as it would be given: `30s`, `500ms`, `2m`. */
export function formatDuration(time: number): string {
  if (time === Number.POSITIVE_INFINITY) return "forever";
  if (time === 0) return "0";
  const unit = (["d", "h", "m", "s"] as const).find((name) => time % UNITS[name] === 0);
  return unit === undefined ? `${time}ms` : `${time / UNITS[unit]}${unit}`;
}

const EXAMPLES = "a time with a unit, such as 500ms, 30s, 2m or 1h";

/** In ms; undefined for what is not a time. */
function parse(text: string): number | undefined {
  if (text === "0") return 0;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  return digits === undefined
    ? undefined
    : Math.round(Number(digits) * UNITS[unit as keyof typeof UNITS]);
}

function notATime(option: string, wanted: string, text: string): Failure {
  const hint = /^\d+(\.\d+)?$/.test(text) ? ` (${text}s or ${text}ms?)` : "";
  return usageFailure(`${option} must be ${wanted}, got ${showName(text)}${hint}`);
}
