import { checkOptions, type OptionNames } from "../checks/check-options.js";
import { show } from "../checks/show.js";
import type { LockInfo } from "./lock-info.js";

export interface DescribeOptions {
  /** An IANA time zone, such as `Europe/Berlin`. @default the time zone of the process */
  timeZone?: string | undefined;
}

const DESCRIBE_OPTIONS: OptionNames<DescribeOptions> = { timeZone: true };

/**
 * Describes the result of `peek` in one line, with times in the reader's time zone.
 *
 * @throws {RangeError} on an unknown time zone.
 * @throws {TypeError} if `info` is not a result of `peek`, on an unknown option, and if `timeZone` is not a string.
 *
 * @example
 * ```ts
 * import { createMemoryLocks, describeLock } from "@lockwire/core";
 *
 * const locks = createMemoryLocks();
 * console.log(describeLock(await locks.peek("job"))); // prints: free
 * ```
 */
export function describeLock(info: LockInfo, options: DescribeOptions = {}): string {
  checkOptions(options, DESCRIBE_OPTIONS);
  if (typeof info?.held !== "boolean") {
    throw new TypeError("info must be the result of peek: describeLock(await locks.peek(name))");
  }
  const format = timeFormat(options.timeZone);
  if (!info.held) return "free";
  const since =
    info.acquiredAt === undefined
      ? ""
      : ` since ${format.format(info.acquiredAt)} ${format.resolvedOptions().timeZone}`;
  const fence = info.fence === undefined ? "" : `, fence ${info.fence}`;
  const waiting = info.waiting === undefined ? "" : `, ${info.waiting} waiting`;
  const ttl = Number.isFinite(info.ttl) ? `${Math.round(info.ttl)} ms left` : "no expiry";
  return `${holding(info)}${since}, ${ttl}${fence}${waiting}`;
}

function holding({ mode, holders, limit }: LockInfo): string {
  if (mode === "shared") return `shared by ${holders ?? "several"}`;
  return mode === "limited" ? `${holders ?? "some"} of ${limit ?? "several"} places held` : "held";
}

function timeFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  if (timeZone !== undefined && typeof timeZone !== "string") {
    throw new TypeError(`timeZone must be a string, got ${show(timeZone)}`);
  }
  try {
    return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
  } catch (cause) {
    const message = `timeZone must be an IANA time zone, such as "Europe/Berlin", got ${JSON.stringify(timeZone)}`;
    throw new RangeError(message, { cause });
  }
}
