import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type CpuReading, othersShare, readCpu } from "../src/suite/machine-load.js";
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
  it("is what they and other machines worked, of all that could be", () => {
    const before = { all: 1_000, stolen: 10, others: new Map([[7, 100]]) };
    const others = new Map([
      [7, 120],
      [8, 5],
    ]);
    expect(othersShare(before, { all: 1_200, stolen: 15, others })).toBe(15);
    expect(othersShare(undefined, before)).toBeUndefined();
    expect(othersShare(before, before)).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("leaves out this process and its children", async () => {
    const spin = "while (process.cpuUsage().user < 400_000); console.log(); process.stdin.resume()";
    const nested = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(spin)}], { stdio: "inherit" })`;
    const before = sumOf(readCpu());
    const child = spawn(process.execPath, ["-e", nested], { stdio: ["pipe", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const reading = readCpu();
    child.stdin.end();
    await once(child, "close");
    expect(sumOf(reading) - before, "ticks of the child's child").toBeGreaterThan(30);
    expect(reading?.others.has(process.pid)).toBe(false);
    expect(reading?.others.has(child.pid ?? 0)).toBe(false);
  });
});

const sumOf = (reading: CpuReading | undefined) =>
  [...(reading?.others.values() ?? [])].reduce((total, ticks) => total + ticks, 0);
