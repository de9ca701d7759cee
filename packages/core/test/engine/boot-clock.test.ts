import os from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { Suspension } from "../../src/engine/time/suspension.js";

afterEach(() => vi.restoreAllMocks());

/** Returns what measures the suspension since its last call, by clocks in ms. */
function watch(clocks: { monotonic: number; wall: number; boot: number }): () => number {
  vi.spyOn(Date, "now").mockImplementation(() => clocks.wall);
  vi.spyOn(os, "uptime").mockImplementation(() => clocks.boot / 1_000);
  const suspension = new Suspension();
  return () => suspension.since(clocks.monotonic, () => clocks.monotonic);
}

test("a suspension that ends as the boot clock shows a whole second is not counted as longer", () => {
  // The clocks in ms, as they are before it; the monotonic one misses the second that it lasts.
  const clocks = { monotonic: 1_000, wall: 50_000, boot: 100_250 };
  const slept = watch(clocks);
  expect(slept()).toBe(0);
  clocks.monotonic += 750;
  clocks.wall += 1_750;
  clocks.boot += 1_750;
  expect(slept()).toBe(1_010);
});

test("a suspension is counted that the boot clock hides, since it was read at a whole second before", () => {
  const clocks = { monotonic: 1_000, wall: 50_000, boot: 100_000 };
  const slept = watch(clocks);
  expect(slept()).toBe(0);
  clocks.wall += 150;
  clocks.boot += 150;
  expect(slept()).toBe(160);
  clocks.monotonic += 10;
  clocks.wall += 10;
  clocks.boot += 10;
  expect(slept()).toBe(0);
  clocks.wall += 150;
  expect(slept()).toBe(0);
});

test("a suspension is counted while the wall clock is set back, though the boot clock was read at a whole second before", () => {
  const clocks = { monotonic: 1_000, wall: 50_000, boot: 100_000 };
  const slept = watch(clocks);
  expect(slept()).toBe(0);
  clocks.wall += 250 - 26_000;
  clocks.boot += 250;
  expect(slept()).toBe(260);
});
