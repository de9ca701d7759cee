import type { Report } from "../worker/protocol.js";

/** How long the longest wait was, in ms; of a waiter that never had its turn, up to the end. */
export function longestWait(reports: readonly Report[]): number {
  let longest = 0;
  for (const { asked, acquired, waiting, ended } of reports) {
    acquired.forEach((at, index) => {
      longest = Math.max(longest, at - (asked[index] ?? at));
    });
    for (const since of waiting) longest = Math.max(longest, ended - since);
  }
  return longest;
}

/** How often each waiter had the lock. */
export function shares(reports: readonly Report[]): number[] {
  return reports.flatMap(({ waiter, waiters }) => {
    const counts = Array.from({ length: waiters }, () => 0);
    for (const index of waiter) counts[index] = (counts[index] ?? 0) + 1;
    return counts;
  });
}

export const locks = (reports: readonly Report[]): number =>
  reports.reduce((total, { acquired }) => total + acquired.length, 0);

/** From the first start to the last end, in ms. */
export function elapsed(reports: readonly Report[]): number {
  const started = Math.min(...reports.map((report) => report.started));
  return Math.max(...reports.map((report) => report.ended)) - started;
}
