import { createSpinLocks, type Lock, type LockClient } from "@lockwire/redis-spin";
import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: RedisServer;
let locks: LockClient;
beforeAll(async () => {
  server = await startRedis();
  locks = createSpinLocks({ redis: server.url });
});
afterAll(async () => {
  await locks.close();
  await server.stop();
});

const CHANGES = [
  ["downgrade", "exclusive"],
  ["tryUpgrade", "shared"],
] as const;

/** A client of somebody else. After its first script, and before its second, something else happens. */
function intruder(between: () => Promise<unknown>) {
  const redis = new Redis(server.url);
  const evalsha = redis.evalsha.bind(redis);
  let scripts = 0;
  Object.assign(redis, {
    evalsha: async (...args: Parameters<typeof evalsha>) => {
      const reply = await evalsha(...args);
      scripts += 1;
      if (scripts === 1) await between();
      return reply;
    },
  });
  const others = createSpinLocks({ redis });
  const end = async () => {
    await others.close();
    redis.disconnect();
  };
  return { others, end };
}

async function freed(name: string): Promise<boolean> {
  return !(await locks.peek(name)).held;
}

describe.each(CHANGES)("a lock whose mode changes meanwhile, by %s", (change, mode) => {
  const acquire = (name: string): Promise<Lock> => locks.acquire(name, { mode });

  test("is released by force", async () => {
    const lock = await acquire(`forced:${change}`);
    const { others, end } = intruder(() => lock[change]());
    expect(await others.forceRelease(lock.name)).toBe(true);
    expect(await freed(lock.name)).toBe(true);
    await end();
  });

  test("is released by its token", async () => {
    const lock = await acquire(`by-token:${change}`);
    const { others, end } = intruder(() => lock[change]());
    expect(await others.release(lock.name, lock.token)).toBe(true);
    expect(await freed(lock.name)).toBe(true);
    await end();
  });
});
