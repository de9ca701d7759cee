import { constant, type LockClient } from "@lockwire/core";
import { createSpinLocks, type SpinLocksOptions } from "@lockwire/redis-spin";
import type { Cluster, Redis } from "ioredis";
import { describe, expectTypeOf, it } from "vitest";

/** Compiled, never run. */
const compiled = (uses: (clients: { redis: Redis; cluster: Cluster }) => unknown) =>
  expectTypeOf(uses).toBeFunction();

describe("the type of createSpinLocks", () => {
  it("gives a client at once", () => {
    expectTypeOf(createSpinLocks).toEqualTypeOf<(options: SpinLocksOptions) => LockClient>();
  });

  it("takes a URL, a Redis, a Cluster, or what else runs scripts", () => {
    compiled(({ redis, cluster }) => {
      createSpinLocks({ redis: "redis://localhost:6379" });
      createSpinLocks({ redis });
      createSpinLocks({ redis: cluster });
      createSpinLocks({ redis: { eval: async () => 1, evalsha: async () => 1 } });
      // @ts-expect-error a server is needed
      createSpinLocks({});
      // @ts-expect-error runs no scripts
      createSpinLocks({ redis: { get: async () => "" } });
    });
  });

  it("takes a policy, and says when it is none", () => {
    compiled(({ redis }) => {
      createSpinLocks({ redis, backoff: constant(100, { jitter: "none" }), announce: true });
      createSpinLocks({
        redis,
        backoff: (attempt, previous, random) => attempt + previous + random,
      });
      // @ts-expect-error a policy gives a number
      createSpinLocks({ redis, backoff: () => "100" });
      // @ts-expect-error a policy, not its delay
      createSpinLocks({ redis, backoff: 100 });
      // @ts-expect-error nobody listens
      createSpinLocks({ redis, safetyPoll: 1_000 });
      // @ts-expect-error nobody is handed anything
      createSpinLocks({ redis, handoff: true });
    });
  });
});
