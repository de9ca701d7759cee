import { checkOptions, type OptionNames } from "../checks/check-options.js";
import type { LockInfo } from "./lock.js";

export interface DescribeOptions {
  /** An IANA time zone, such as `Europe/Berlin`. @default the process's own */
  timeZone?: string | undefined;
}

const DESCRIBE_OPTIONS: OptionNames<DescribeOptions> = { timeZone: true };

/**
 * A line for people about what `peek` saw, its times in the reader's zone.
 *
 * @throws {RangeError} on an unknown time zone.
 * @throws {TypeError} on what `peek` did not give, and on an unknown option.
 */
export function describeLock(info: LockInfo, options: DescribeOptions = {}): string {
  checkOptions(options, DESCRIBE_OPTIONS);
  if (typeof info?.held !== "boolean") {
    throw new TypeError("info must be what peek gave: describeLock(await locks.peek(name))");
  }
  if (!info.held) return "free";
  const show = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone: options.timeZone,
  });
  const since =
    info.acquiredAt === undefined
      ? ""
      : ` since ${show.format(info.acquiredAt)} ${show.resolvedOptions().timeZone}`;
  const fence = info.fence === undefined ? "" : `, fence ${info.fence}`;
  const waiting = info.waiting === undefined ? "" : `, ${info.waiting} waiting`;
  const ttl = Number.isFinite(info.ttl) ? `${Math.round(info.ttl)} ms left` : "no expiry";
  return `held${since}, ${ttl}${fence}${waiting}`;
}
