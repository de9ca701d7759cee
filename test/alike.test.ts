import { constant, createMemoryLocks, type LockClient, MemorySpace } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, test } from "vitest";
import { type Observation, Player } from "./alike/player.js";
import { type Step, sequence } from "./alike/sequence.js";

/** Locks in memory are the reference: whatever does not depend on time is alike on Redis. */
const VARIANTS: Readonly<Record<string, (redis: Redis) => LockClient>> = {
  "pub/sub": (redis) => createPubSubLocks({ redis }),
  "pub/sub, handoff: false": (redis) => createPubSubLocks({ redis, handoff: false }),
  spin: (redis) => createSpinLocks({ redis, backoff: constant(5) }),
};

/** `LOCKWIRE_ALIKE=1000-2000` plays other sequences. */
const [FIRST = 1, LAST = FIRST] = (process.env["LOCKWIRE_ALIKE"] ?? "1-60").split("-").map(Number);
/** How many sequences are played at a time. */
const ABREAST = 20;
/** A slow machine makes a difference now and then, but not every time. */
const ATTEMPTS = 4;

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.port);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

let runs = 0;

interface Difference {
  readonly steps: readonly Step[];
  readonly memory: Observation | undefined;
  readonly redis: Observation | undefined;
}

async function compare(variant: string, steps: readonly Step[]): Promise<Difference | undefined> {
  runs += 1;
  const name = `alike:${runs}:`;
  const space = new MemorySpace();
  const memory = await new Player(() => createMemoryLocks({ space }), name, 0).play(steps);
  const connect = () => VARIANTS[variant]?.(redis) as LockClient;
  const seen = await new Player(connect, name, 12).repeat(memory);
  const at = memory.findIndex((one, step) => JSON.stringify(one) !== JSON.stringify(seen[step]));
  return at < 0 ? undefined : { steps, memory: memory[at], redis: seen[at] };
}

/** A difference that every attempt shows. */
async function differs(variant: string, steps: readonly Step[]): Promise<Difference | undefined> {
  let difference: Difference | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    difference = await compare(variant, steps);
    if (!difference) return undefined;
  }
  return difference;
}

/** The difference that is left once no step can be left out. */
async function shrink(variant: string, found: Difference): Promise<Difference> {
  for (const step of found.steps) {
    const fewer = await differs(
      variant,
      found.steps.filter((one) => one !== step),
    );
    if (fewer) return shrink(variant, fewer);
  }
  return found;
}

test.concurrent.for(Object.keys(VARIANTS))(
  "%s is like memory",
  { timeout: 3_600_000 },
  async (variant, { expect }) => {
    const seeds = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
    const suspects: number[] = [];
    const play = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        if (await compare(variant, sequence(seed))) suspects.push(seed);
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, play));
    for (const seed of suspects) {
      const found = await differs(variant, sequence(seed));
      if (!found) continue;
      const least = await shrink(variant, found);
      expect
        .soft(least.redis, `seed ${seed}: ${JSON.stringify(least.steps)}`)
        .toEqual(least.memory);
    }
  },
);
