import { median } from "@lockwire/harness";
import { describe, expect, it } from "vitest";
import { cycles } from "../src/figures/contention.js";
import { History } from "../src/figures/history.js";
import { jain } from "../src/figures/jain.js";
import { placeHandOffs, sharerHandOffs } from "../src/figures/several.js";
import { longestWait, shares } from "../src/figures/waits.js";
import type { Report } from "../src/worker/protocol.js";

/** Holds as [asked, acquired, released] of waiter 0, 1, ... in turn. */
function report(
  holds: readonly [number, number, number][],
  waiting: readonly number[] = [],
): Report {
  return {
    waiter: Float64Array.from(holds, (_, index) => index % 3),
    asked: Float64Array.from(holds, ([asked]) => asked),
    acquired: Float64Array.from(holds, ([, acquired]) => acquired),
    released: Float64Array.from(holds, ([, , released]) => released),
    waiting: Float64Array.from(waiting),
    waiters: 3,
    started: 0,
    ended: 100,
    cpu: 0,
    commands: 0,
  };
}

describe("the history of a lock", () => {
  it("measures hand-offs over all processes, and tells those between them apart", () => {
    const { gaps, crossGaps, overlaps } = new History([
      report([
        [0, 0, 10],
        [0, 12, 20],
      ]),
      report([[0, 25, 30]]),
    ]);
    expect([...gaps]).toEqual([2, 5]);
    expect([...crossGaps]).toEqual([5]);
    expect(overlaps).toBe(0);
  });

  it("counts who had the lock while another still held it", () => {
    expect(new History([report([[0, 0, 10]]), report([[0, 9, 12]])]).overlaps).toBe(1);
  });

  it("counts the wait of those who never had their turn", () => {
    expect(longestWait([report([[0, 7, 8]])])).toBe(7);
    expect(longestWait([report([[0, 7, 8]], [40])])).toBe(60);
  });

  it("measures of several places the time from each release to the holder after it", () => {
    const within = placeHandOffs(
      [
        report([
          [0, 0, 10],
          [0, 1, 8],
          [0, 9, 20],
          [0, 13, 30],
        ]),
      ],
      2,
    );
    expect([...within.gaps]).toEqual([1, 3]);
    expect(within.overlaps).toBe(0);
    const above = placeHandOffs(
      [
        report([
          [0, 0, 10],
          [0, 1, 8],
          [0, 7, 20],
        ]),
      ],
      2,
    );
    expect(above.overlaps).toBe(1);
  });

  it("lets readers overlap, and no writer", () => {
    const holds = [
      [0, 0, 10],
      [0, 12, 20],
      [0, 13, 22],
      [0, 25, 30],
    ] as const;
    const reports = [report(holds.map(([asked, from, to]) => [asked, from, to]))];
    const { gaps, overlaps } = sharerHandOffs(reports, (waiter) => waiter !== 0);
    expect([...gaps]).toEqual([2, 3]);
    expect(overlaps).toBe(0);
    expect(sharerHandOffs(reports, (waiter) => waiter === 0).overlaps).toBe(1);
  });

  it("measures cycles from each waiter's request to its own next one", () => {
    const reports = [
      report([
        [0, 1, 2],
        [10, 11, 12],
        [20, 21, 22],
        [30, 31, 32],
        [47, 48, 49],
      ]),
    ];
    const used = { cpu: 0, bytes: 0, commands: 0, connections: 1 };
    // Waiter 0 asks at 0 and 30, waiter 1 at 10 and 47.
    expect(cycles(reports, used)).toMatchObject({ p50: 37, p99: 37 });
  });

  it("shares the lock out by waiter, those without any included", () => {
    expect(shares([report([[0, 1, 2]]), report([[3, 4, 5]])])).toEqual([1, 0, 0, 1, 0, 0]);
    expect(jain([1, 1, 1, 1])).toBe(1);
    expect(jain([4, 0, 0, 0])).toBe(0.25);
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
