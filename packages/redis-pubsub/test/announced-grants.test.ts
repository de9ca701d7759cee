import type { AcquireOptions, Lock, LockClient } from "@lockwire/core";
import { Stopwatch } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const SHARED = { mode: "shared" } as const;
/** Well below the shortest time between two polls, 375 ms. */
const SOON = 200;

/** One of four rounds may be slow: a busy machine can delay the server, too, which no clock here sees. */
function expectSoon(rounds: readonly number[]): void {
  const ascending = [...rounds].sort((a, b) => a - b);
  expect(ascending[2], `${rounds.join(", ")} ms`).toBeLessThan(SOON);
}

/** A waiter that is told of no grants stands in the queue, and is woken by an announcement. */
describe("without hand-off, a waiter that stands in the queue", () => {
  let server: RedisServer;
  const clients: LockClient[] = [];
  beforeAll(async () => {
    server = await startRedis();
    for (let each = 0; each < 4; each++) {
      clients.push(createPubSubLocks({ redis: server.url, handoff: false }));
    }
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await server.stop();
  });

  async function queued(name: string, count: number): Promise<void> {
    const isQueued = async () => (await server.admin().zcard(`lockwire:{${name}}:queue`)) === count;
    await waitUntil(isQueued, { what: "the waiters to be queued" });
  }

  /** How long each of the waiters takes from the step that lets it have the lock, in ms. */
  async function times(
    name: string,
    { held, wanted }: { readonly held: AcquireOptions; readonly wanted: readonly AcquireOptions[] },
    letIn: (lock: Lock) => Promise<unknown>,
  ): Promise<number[]> {
    const [holder, ...others] = clients as [LockClient, ...LockClient[]];
    const lock = await holder.acquire(name, held);
    using watch = new Stopwatch();
    let from = Number.POSITIVE_INFINITY;
    const waits = wanted.map(async (options, index) => {
      const acquired = await (others[index] as LockClient).acquire(name, options);
      return { acquired, took: watch.overrun(from) };
    });
    await queued(name, wanted.length);
    await new Promise((resolve) => setTimeout(resolve, 50));
    from = watch.elapsed;
    await letIn(lock);
    const served = await Promise.all(waits);
    for (const { acquired } of served) await acquired.release();
    await lock.release();
    return served.map(({ took }) => took);
  }

  const release = (lock: Lock) => lock.release();
  test.each([
    ["sharers, when the lock is released", { held: {}, wanted: [SHARED, SHARED, SHARED] }, release],
    [
      "a waiter for the lock alone, when the last sharer releases",
      { held: SHARED, wanted: [{}] },
      release,
    ],
    [
      "sharers, when the holder downgrades",
      { held: {}, wanted: [SHARED, SHARED, SHARED] },
      (lock: Lock) => lock.downgrade(),
    ],
  ])("has the lock soon: %s", async (what, terms, letIn) => {
    const slowest: number[] = [];
    for (let round = 0; round < 4; round++) {
      const took = await times(`${what} ${round}`, terms, letIn);
      slowest.push(Math.max(...took));
    }
    expectSoon(slowest);
  });

  test("has the lock soon: a sharer, when a waiter for the lock alone gives up before it", async () => {
    const [holder, writer, reader] = clients as [LockClient, LockClient, LockClient];
    const took: number[] = [];
    for (let round = 0; round < 4; round++) {
      const name = `given up ${round}`;
      const lock = await holder.acquire(name, SHARED);
      const cancel = new AbortController();
      const writing = writer.acquire(name, { signal: cancel.signal }).catch(() => undefined);
      await queued(name, 1);
      const reading = reader.acquire(name, SHARED);
      await queued(name, 2);
      await new Promise((resolve) => setTimeout(resolve, 50));
      using watch = new Stopwatch();
      cancel.abort();
      await Promise.all([writing, (await reading).release()]);
      took.push(watch.overrun(0));
      await lock.release();
    }
    expectSoon(took);
  });
});
