import { describe, expect, it } from "vitest";
import { inNumber, type Run, run, verdicts } from "./run.js";

describe.concurrent("the demo", () => {
  it("finds every counter right on Redis, and the lock of a dead holder taken at its TTL", async () => {
    const shown = await run(["--seconds", "0.5"]);
    expect(shown.output).toMatch(/^Four processes on a private Redis/m);
    expect(titles(shown)).toEqual([
      "ok redis-pubsub",
      "ok redis-spin",
      "ok redis-pubsub, the holder killed",
    ]);
    for (const { expected, found } of verdicts(shown)) {
      expect(expected).toBeGreaterThan(0);
      expect(found).toBe(expected);
    }
    expect(shown.output.match(/^ {2}process \d+: [\d,]+ acquisitions/gm)).toHaveLength(12);
    expect(shown.output.match(/p50 [\d.]+ ms, p99 .*; Redis commands per hand-off/g)).toHaveLength(
      3,
    );
    expect(shown.output).toMatch(/^ {2}process \d+ was killed by SIGKILL in its critical section/m);
    expectTakenAtTheTtl(shown);
    expect(shown.code).toBe(0);
  }, 60_000);

  it("exits with 1 when the counter comes out wrong", async () => {
    const shown = await run(["--seconds", "0.5", "--unguarded"]);
    expect(titles(shown)).toEqual(["WRONG Unguarded"]);
    const [verdict] = verdicts(shown);
    expect(verdict?.found).toBeLessThan(verdict?.expected ?? 0);
    expect(shown.code).toBe(1);
  }, 60_000);

  it("says so when there is no Redis, and shows the memory lock", async () => {
    const nowhere = { LOCKWIRE_REDIS_SERVER: "/nowhere/redis-server" };
    const shown = await run(["--seconds", "0.5"], nowhere);
    expect(shown.output).toMatch(/^No Redis is to be had, so this shows the memory lock/m);
    expect(shown.output).toContain("LOCKWIRE_REDIS_SERVER is /nowhere/redis-server");
    expect(titles(shown)).toEqual(["ok memory", "ok memory, the holder killed"]);
    expectTakenAtTheTtl(shown);
    expect(shown.code).toBe(0);

    const wrong = await run(["--seconds", "0.5", "--unguarded"], nowhere);
    expect(titles(wrong)).toEqual(["WRONG Unguarded"]);
    expect(wrong.code).toBe(1);
  }, 60_000);

  it("refuses an option that is out of bounds", async () => {
    const shown = await run(["--seconds", "0"]);
    expect(shown.output).toContain("--seconds must be above 0 and at most 60, got 0");
    expect(shown.code).toBe(1);
  });
});

function titles(shown: Run): string[] {
  return verdicts(shown).map(({ mark, title }) => `${mark} ${title}`);
}

/** Not before the lease's end, but for what is lost in rounding it to a millisecond; at most 500 ms after it. */
function expectTakenAtTheTtl({ output }: Run): void {
  const [, after] =
    /The next one has the lock (-?[\d.,]+) ms after the lease's end/.exec(output) ?? [];
  expect(inNumber(after ?? "")).toBeGreaterThanOrEqual(-1);
  expect(inNumber(after ?? "")).toBeLessThanOrEqual(500);
}
