import { describe, expect, it } from "vitest";
import { handoffTimes } from "../src/part/handoffs.js";

describe("hand-off times", () => {
  it("run from a release to the next holder, in whatever order they were told", () => {
    const times = handoffTimes([
      { asked: 4, acquired: 22, released: 30 },
      { asked: 0, acquired: 1, released: 10 },
      { asked: 3, acquired: 11, released: 20 },
    ]);
    expect(times?.p50).toBeCloseTo(1);
    expect(times?.p99).toBeCloseTo(2);
  });

  it("leave out a lock that nobody waited for", () => {
    const holds = [
      { asked: 0, acquired: 1, released: 10 },
      { asked: 15, acquired: 16, released: 20 },
    ];
    expect(handoffTimes(holds)).toBeUndefined();
  });
});
