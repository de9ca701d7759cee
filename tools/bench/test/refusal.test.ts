import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { othersShare, readCpu } from "../src/suite/machine-load.js";
import { middle, refusedIfBusy } from "../src/suite/results.js";

const quiet = { figures: { p50: 1, others: 10 } };
const busy = { figures: { p50: 5, others: 10.1 } };
const refused = { failure: "refused: others took 10 % of the machine", refused: true };

describe("a figure that was made while others were at work", () => {
  it("is refused beyond a tenth of the machine", () => {
    expect(refusedIfBusy(quiet)).toBe(quiet);
    expect(refusedIfBusy(busy)).toEqual(refused);
  });

  it("is kept where nobody can tell, and so is a failure", () => {
    expect(refusedIfBusy({ figures: { p50: 1 } })).toEqual({ figures: { p50: 1 } });
    expect(refusedIfBusy({ failure: "gone" })).toEqual({ failure: "gone" });
  });

  it("has no part in the median, and only if there is no other its row is refused", () => {
    const other = { figures: { p50: 3, others: 2 } };
    expect(middle([quiet, refusedIfBusy(busy), other])).toEqual({ figures: { p50: 2, others: 6 } });
    expect(middle([refusedIfBusy(busy)])).toEqual(refused);
    expect(middle([refusedIfBusy(busy), { failure: "gone" }, quiet])).toEqual({ failure: "gone" });
  });
});

describe("what others took of the machine", () => {
  it("is what was worked beyond what the benchmark worked, of all that could be", () => {
    const before = { all: 1_000, busy: 500, own: 100 };
    expect(othersShare(before, { all: 1_200, busy: 650, own: 220 })).toBe(15);
    expect(othersShare(undefined, before)).toBeUndefined();
    expect(othersShare(before, before)).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("leaves out a child, at work and afterwards", async () => {
    const spin = "while (process.cpuUsage().user < 400_000); console.log(); process.stdin.resume()";
    const before = ownOf([]);
    const child = spawn(process.execPath, ["-e", spin], { stdio: ["pipe", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const pid = child.pid ?? 0;
    expect(ownOf([pid]) - ownOf([])).toBeGreaterThan(30);
    child.stdin.end();
    await once(child, "close");
    expect(ownOf([pid]) - before).toBeGreaterThan(30);
  });
});

/** In ticks. */
const ownOf = (children: readonly number[]) => readCpu(children)?.own ?? Number.NaN;
