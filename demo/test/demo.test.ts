import { describe, expect, it } from "vitest";
import { run, verdicts } from "./run.js";

describe.concurrent("the demo", () => {
  it("shows a counter go wrong, and every lock keep it right, even if its holder is killed", async () => {
    const shown = await run(["--seconds", "1.5"]);
    const [unguarded, ...guarded] = verdicts(shown);
    expect(unguarded).toMatchObject({ mark: "WRONG", title: "no lock" });
    expect(unguarded?.found).toBeLessThan(unguarded?.raised ?? 0);
    expect(guarded.map(({ mark, title }) => `${mark} ${title}`)).toEqual([
      "ok redlock 4, which polls",
      "ok Lockwire",
      "ok Lockwire, its holder killed",
    ]);
    for (const { raised, found } of guarded) {
      expect(raised).toBeGreaterThan(0);
      expect(found).toBe(raised);
    }
    const { output } = shown;
    expect(output.match(/^process \d .*X/gm)?.length).toBeGreaterThan(1);
    expect(output.match(/^process \d .*x{5}/gm)).toHaveLength(1);
    expect(output.match(/median hand-off [\d.]+ ms/g)).toHaveLength(3);
    // Not before the lease's end, but for what is lost in rounding it to a millisecond; at most 500 ms after it.
    const [, after] = /has the lock (-?\d+) ms after the lease's end/.exec(output) ?? [];
    expect(Number(after)).toBeGreaterThanOrEqual(-1);
    expect(Number(after)).toBeLessThanOrEqual(500);
    expect(shown.code).toBe(0);
  }, 120_000);

  it("exits with 1 when the counter comes out wrong, and writes no colours where nobody wants them", async () => {
    const shown = await run(["--seconds", "1", "--unguarded", "--no-install"], {
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
    });
    expect(shown.output).toBe(shown.raw);
    expect(verdicts(shown).map(({ mark, title }) => `${mark} ${title}`)).toEqual(["WRONG no lock"]);
    expect(shown.code).toBe(1);
  }, 60_000);

  it.each(["0", "-1", "61", "soon"])("refuses to go on for %s seconds", async (seconds) => {
    const shown = await run([`--seconds=${seconds}`]);
    expect(shown.output).toContain(`--seconds must be above 0 and at most 60, got ${seconds}`);
    expect(shown.code).toBe(1);
  });

  it("says how to get a Redis when there is none", async () => {
    const shown = await run([], { LOCKWIRE_REDIS_SERVER: "/nowhere/redis-server" });
    expect(shown.output).toContain("LOCKWIRE_REDIS_SERVER is /nowhere/redis-server");
    expect(shown.output).not.toContain("installing one");
    expect(shown.code).toBe(1);
  });
});
