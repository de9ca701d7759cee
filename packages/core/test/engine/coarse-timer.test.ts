import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { now } from "../../src/engine/time/clock.js";
import { CoarseTimer } from "../../src/engine/time/coarse-timer.js";
import { Stopwatch } from "../../src/testing/stopwatch.js";

/** More than an alarm may share a timer for. */
const LONG = 1_100;

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

describe("alarms", () => {
  const set: CoarseTimer[] = [];
  const alarm = (ms: number, ring: () => void, keepsAlive = true) => {
    const made = new CoarseTimer(now() + ms, ring, keepsAlive);
    set.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of set) made.cancel();
  });

  test.each([20, LONG])("ring after %i ms, not before, and once", async (ms) => {
    const rang: number[] = [];
    using watch = new Stopwatch();
    alarm(ms, () => rang.push(watch.overrun(ms)));
    while (rang.length === 0) await sleep(5);
    await sleep(20);
    expect(rang).toEqual([expect.toSatisfy((over: number) => over >= 0 && over < 500)]);
  });

  test("do not ring when they were cancelled, young or old", async () => {
    let rang = 0;
    const ring = () => {
      rang += 1;
    };
    const [soon, young, old] = [alarm(50, ring), alarm(LONG, ring), alarm(LONG, ring)];
    soon.cancel();
    young.cancel();
    await sleep(LONG - 300);
    old.cancel();
    await sleep(400);
    expect(rang).toBe(0);
  });

  test("share one timer while they are young, and leave none behind", async () => {
    const before = timers();
    const many = Array.from({ length: 100 }, () => alarm(60_000, () => undefined));
    expect(timers() - before).toBe(1);
    for (const one of many) one.cancel();
    await turn();
    expect(timers()).toBe(before);
  });

  test("let the process go when they need not be waited for", async () => {
    const before = timers();
    alarm(60_000, () => undefined, false);
    expect(timers()).toBe(before);
    alarm(60_000, () => undefined).cancel();
    await turn();
    expect(timers()).toBe(before);
  });

  test("ring at once after a blocked event loop has slept through them", async () => {
    const blockedUntil = performance.now() + LONG + 50;
    let over = Number.POSITIVE_INFINITY;
    alarm(LONG, () => {
      over = watch.overrun(0);
    });
    while (performance.now() < blockedUntil);
    using watch = new Stopwatch();
    while (over === Number.POSITIVE_INFINITY) await sleep(1);
    expect(over).toBeLessThan(200);
  });
});
