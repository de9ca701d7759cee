import { runFleet } from "@lockwire/compatibility/fleet";
import { expect, test } from "vitest";

// `npm run fleet` does ten thousand.
test("processes with ioredis, node-redis and redis-py share one lock", async () => {
  const { shares, counted, missing } = await runFleet(300);
  if (missing !== undefined) console.warn(`SKIPPED redis-py: ${missing}`);
  expect(counted).toBe(300);
  expect(shares.reduce((sum, { acquisitions }) => sum + acquisitions, 0)).toBe(300);
  expect(shares.map(({ overlaps }) => overlaps)).toEqual(shares.map(() => 0));
}, 300_000);
