import type { LockInfo } from "./lock.js";

export interface DescribeOptions {
  /** An IANA time zone, such as `Europe/Berlin`. @default the process's own */
  timeZone?: string | undefined;
}

/**
 * A line for people about what `peek` saw, its times in the reader's zone.
 *
 * @throws {RangeError} on an unknown time zone.
 */
export function describeLock(info: LockInfo, { timeZone }: DescribeOptions = {}): string {
  if (!info.held) return "free";
  const show = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone,
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
