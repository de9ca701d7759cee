import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Change, Histories } from "../src/crew.js";
import { handoffs, lanes } from "../src/picture.js";

/** The turns of a process: when it waits, holds the lock, and is done, as far as it has come. */
function historyOf(...turns: readonly (readonly number[])[]): Change[] {
  const states = ["waits", "holds", "done"] as const;
  return turns.flatMap((times) =>
    times.map((at, index) => ({ state: states[index] ?? "done", at })),
  );
}

/** Cells of 10 ms each, up to a time. */
function draw(histories: Histories, until: number): string[] {
  const moments = Array.from({ length: until / 10 }, (_, index) => index * 10 + 5);
  return lanes(histories, moments).map(stripVTControlCharacters);
}

describe("a lane", () => {
  it("has a block where its process holds the lock, and dots where it waits", () => {
    const histories = [historyOf([0, 10, 30]), historyOf([20, 30, 60])];
    expect(draw(histories, 100)).toEqual(["process 1  ·██", "process 2    ·███"]);
  });

  it("shows two holders at a time as a clash", () => {
    const histories = [historyOf([0, 0, 20]), historyOf([10, 10, 30])];
    expect(draw(histories, 100)).toEqual(["process 1  █X", "process 2   X█"]);
  });

  it("shows from when on a process is dead", () => {
    const dead: Change = { state: "dead", at: 20 };
    const histories = [[...historyOf([0, 0]), dead], historyOf([0])];
    expect(draw(histories, 50)).toEqual(["process 1  ██xxx", "process 2  ·····"]);
  });
});

describe("hand-off times", () => {
  it("run from a release to the next holder, if that one was waiting", () => {
    const histories = [
      historyOf([4, 22, 30]),
      historyOf([0, 1, 10]),
      historyOf([3, 11, 20], [50, 51, 60]),
    ];
    expect(handoffs(histories)).toEqual([1, 2]);
  });

  it("do not run from the release before a holder that died", () => {
    const dead: Change = { state: "dead", at: 20 };
    const histories = [historyOf([0, 1, 10]), [...historyOf([0, 11]), dead], historyOf([0, 99])];
    expect(handoffs(histories)).toEqual([1]);
  });
});
