import type { LockClient } from "@lockwire/core";
import {
  createPubSubLocks,
  type Durability,
  type LayoutName,
  type LockLayout,
  type PubSubLocksOptions,
} from "@lockwire/redis-pubsub";
import { type Cluster, Redis } from "ioredis";
import { describe, expectTypeOf, it } from "vitest";

/** Compiled, never run. */
const compiled = (uses: (clients: { redis: Redis; cluster: Cluster }) => unknown) =>
  expectTypeOf(uses).toBeFunction();

describe("the type of createPubSubLocks", () => {
  it("gives a client at once", () => {
    expectTypeOf(createPubSubLocks).toEqualTypeOf<(options: PubSubLocksOptions) => LockClient>();
  });

  it("takes a URL, a Redis or a Cluster, and nothing else", () => {
    compiled(({ redis, cluster }) => {
      createPubSubLocks({ redis: "redis://localhost:6379" });
      createPubSubLocks({ redis });
      createPubSubLocks({ redis: cluster });
      // @ts-expect-error a server is needed
      createPubSubLocks({});
      // @ts-expect-error no options of ioredis
      createPubSubLocks({ redis: { host: "localhost", port: 6379 } });
      // @ts-expect-error the class is no client
      createPubSubLocks({ redis: Redis });
      // @ts-expect-error a pipeline cannot subscribe
      createPubSubLocks({ redis: redis.pipeline() });
    });
  });

  it("takes the defaults of every acquisition", () => {
    compiled(({ redis }) => {
      createPubSubLocks({ redis, ttl: 1, blockingTimeout: 0, autoExtend: false, maxHold: 10 });
      createPubSubLocks({ redis, commandTimeout: 500, safetyPoll: 1_000, prefix: "app:" });
      createPubSubLocks({ redis, handoff: true, localHandoffs: 0 });
      createPubSubLocks({ redis, handoff: undefined, layout: undefined, durability: undefined });
      // @ts-expect-error no such option
      createPubSubLocks({ redis, backoff: () => 1 });
      // @ts-expect-error a boolean
      createPubSubLocks({ redis, handoff: "local" });
      // @ts-expect-error no such layout
      createPubSubLocks({ redis, layout: "zookeeper" });
      createPubSubLocks({ redis, layout: "redlock" });
      createPubSubLocks({ redis, layout: { key: (name) => `app:${name}` } });
      // @ts-expect-error a key is needed
      createPubSubLocks({ redis, layout: { message: "ok" } });
      // @ts-expect-error how many replicas is needed
      createPubSubLocks({ redis, durability: { timeout: 100 } });
    });
    expectTypeOf<PubSubLocksOptions["layout"]>().toEqualTypeOf<
      LayoutName | LockLayout | undefined
    >();
    expectTypeOf<LayoutName>().toEqualTypeOf<
      | ("lockwire" | "redis-py" | "redis-lock-py" | "redilock" | "python-redis-lock")
      | ("redlock" | "redis-semaphore" | "verrou")
    >();
    expectTypeOf<Durability>().toEqualTypeOf<{
      readonly replicas: number;
      readonly timeout: number;
    }>();
  });
});
