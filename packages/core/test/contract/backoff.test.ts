import { expect, test } from "vitest";
import { exponential } from "../../src/backoff/exponential.js";
import { linear } from "../../src/backoff/linear.js";

test.each([
  { policy: exponential(0, { floor: 5, cap: 500, jitter: "none" }), delay: 5 },
  { policy: exponential(0, { floor: 5, cap: 500 }), delay: 5 },
  { policy: exponential(1, { cap: 500, jitter: "none" }), delay: 500 },
  { policy: exponential(1, { jitter: "none" }), delay: 2 ** 1_023 },
  { policy: linear(0, { floor: 7, jitter: "decorrelated" }), delay: 7 },
])("a backoff policy gives a delay at any attempt: $delay ms", ({ policy, delay }) => {
  for (const attempt of [1_025, 100_000]) expect(policy(attempt, 0, 0)).toBe(delay);
});
