import { createMemoryLocks } from "@lockwire/core";
import { expect, test } from "vitest";

test("terms start at least a second apart, also after one that failed", async () => {
  await using locks = createMemoryLocks();
  const errors: unknown[] = [];
  locks.on("error", ({ error }) => errors.push(error));
  const starts: number[] = [];
  await using leadership = locks.lead("leader", () => {
    starts.push(performance.now());
    throw new Error("a failed term");
  });
  await expect.poll(() => starts.length).toBe(2);
  const [first = 0, second = 0] = starts;
  expect(second - first).toBeGreaterThan(999);
  await leadership.stop();
  expect(errors).toHaveLength(2);
});
