import { setTimeout as pause } from "node:timers/promises";
import type { ClientOptions, LockClient } from "@lockwire/core";
import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { findRedisPy, type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IS_LONG } from "../helpers/is-long.js";
import { NODE_PEERS } from "./node-peers.js";
import type { Neighbour, Peer } from "./peer.js";
import { redisPy } from "./redis-py-peer.js";
import { WIRE_PEERS } from "./wire-peers.js";

/** How often each worker acquires the lock. */
const TURNS = IS_LONG ? 500 : 10;

const LONG = { ttl: 60_000, wait: 10_000 };
const AT_ONCE = { ttl: 60_000, wait: 0 };
const CREATE = { "redis-pubsub": createPubSubLocks, "redis-spin": createSpinLocks };

const python = await findRedisPy();
const neighbours = [...(python ? [redisPy(python)] : []), ...NODE_PEERS, ...WIRE_PEERS];

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** Workers that each do the same many times, of whom one at a time may be inside. */
class Room {
  entered = 0;
  overlaps = 0;
  #inside = 0;

  async work(enter: () => Promise<() => Promise<unknown>>): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      const leave = await enter();
      this.#inside += 1;
      this.entered += 1;
      if (this.#inside > 1) this.overlaps += 1;
      await pause(1);
      this.#inside -= 1;
      await leave();
      // It lets go for a moment, or a library that polls would never find the lock free.
      await pause(2);
    }
  }
}

async function entry(peer: Peer, name: string): Promise<() => Promise<void>> {
  while (!(await peer.acquire(name, LONG)));
  return () => peer.release();
}

if (!python) test.skip("beside redis-py, which is not here", () => undefined);

describe.each(neighbours)("beside $layout", ({ layout, key, open }: Neighbour) => {
  test(`lets one at a time in, of all kinds, over ${6 * TURNS} turns`, async () => {
    const room = new Room();
    const name = `room of ${layout}`;
    await using first = open(server.url);
    await using second = open(server.url);
    const clients = [createPubSubLocks, createPubSubLocks, createSpinLocks, createSpinLocks].map(
      (create) => create({ redis: server.url, layout }),
    );
    const ours = clients.map((locks) =>
      room.work(async () => {
        const lock = await locks.acquire(name, { blockingTimeout: 60_000 });
        return () => lock.release();
      }),
    );
    const theirs = [first, second].map((peer) => room.work(() => entry(peer, name)));
    await Promise.all([...ours, ...theirs]);
    expect({ entered: room.entered, overlaps: room.overlaps }).toEqual({
      entered: 6 * TURNS,
      overlaps: 0,
    });
    await Promise.all(clients.map((locks) => locks.close()));
  }, 300_000);

  describe.each(Object.entries(CREATE))("%s", (variant, create) => {
    const connect = (options?: ClientOptions): LockClient =>
      create({ ...options, redis: server.url, layout });

    if (IS_LONG) {
      const minHold = layout !== "python-redis-lock";
      conformance({ describe: describe.concurrent, test }, { minHold, resume: true, connect });
    }

    test("keeps theirs out, and wakes them by its release", async () => {
      const name = `ours, ${layout}, ${variant}`;
      await using theirs = open(server.url);
      await using locks = connect();
      const lock = await locks.acquire(name);
      expect(await server.admin().get(key(name))).toBe(lock.token);
      expect(await theirs.acquire(name, AT_ONCE)).toBe(false);
      const waiting = theirs.acquire(name, LONG);
      await pause(50);
      expect(await lock.release()).toBe(true);
      expect(await waiting).toBe(true);
      expect(await locks.tryAcquire(name)).toBeNull();
      expect(await locks.peek(name)).toMatchObject({ held: true, holders: 1 });
      await theirs.release();
      expect(await server.admin().exists(key(name))).toBe(0);
    });

    test("is kept out by theirs, and soon finds that they have released", async () => {
      const name = `theirs, ${layout}, ${variant}`;
      await using theirs = open(server.url);
      await using locks = connect();
      expect(await theirs.acquire(name, AT_ONCE)).toBe(true);
      expect(await locks.tryAcquire(name)).toBeNull();
      const waiting = locks.acquire(name, { blockingTimeout: 60_000 });
      await pause(50);
      await theirs.release();
      const released = performance.now();
      const lock = await waiting;
      expect(performance.now() - released).toBeLessThan(2_000);
      expect(await lock.owned()).toBe(true);
      expect(await lock.release()).toBe(true);
    });

    test("frees nothing of theirs, and they nothing of ours", async () => {
      const name = `stale, ${layout}, ${variant}`;
      await using theirs = open(server.url);
      await using locks = connect();
      expect(await theirs.acquire(name, { ttl: 1_000, wait: 0 })).toBe(true);
      const lock = await locks.acquire(name, { ttl: 60_000 });
      await theirs.release();
      expect(await server.admin().get(key(name))).toBe(lock.token);
      await lock.extend(100);
      await theirs.release();
      const shortened = await server.admin().get(key(name));
      expect(shortened).toMatch(new RegExp(`^${lock.token}\\.\\d+$`));
      await server.admin().del(key(name));
      expect(await theirs.acquire(name, AT_ONCE)).toBe(true);
      expect(await locks.release(name, lock.token)).toBe(false);
      expect(await lock.owned()).toBe(false);
      expect(await lock.release()).toBe(false);
      expect(await theirs.acquire(name, AT_ONCE)).toBe(false);
      expect(await locks.forceRelease(name)).toBe(true);
      await waitUntil(async () => !(await locks.peek(name)).held, { what: "a free lock" });
    });
  });
});
