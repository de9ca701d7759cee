import { countCommands, startProxy, total } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey, type Waiter } from "./fleet.js";

describe("hand-off between processes", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test("gives the lock to the waiters in their order, with rising fences and fresh tokens", async () => {
    const [holder, ...others] = fleet.clients(5);
    const held = await holder?.acquire("order");
    const waiters: Waiter[] = [];
    for (const client of others) waiters.push(await fleet.enqueue(client, "order"));

    const order: number[] = [];
    const fences = [held?.fence ?? 0];
    const tokens = new Set([held?.token]);
    const served = waiters.map(async ({ lock }, place) => {
      const mine = await lock;
      order.push(place);
      fences.push(mine.fence);
      tokens.add(mine.token);
      expect(await fleet.server.admin().get(lockKey("order"))).toBe(mine.token);
      expect(await mine.release()).toBe(true);
    });
    await held?.release();
    await Promise.all(served);

    expect(order).toEqual([0, 1, 2, 3]);
    expect(fences).toEqual([...fences].sort((a, b) => a - b));
    expect(new Set(fences).size).toBe(5);
    expect(tokens.size).toBe(5);
  });

  test("costs one command and one message, however many wait", async () => {
    const [holder, ...others] = fleet.clients(6);
    const held = await holder?.acquire("cost");
    const waiters: Waiter[] = [];
    for (const client of others) waiters.push(await fleet.enqueue(client, "cost"));

    const counted = await countCommands(fleet.server.admin());
    await held?.release();
    const next = await waiters[0]?.lock;
    const counts = await counted();

    expect(total(counts, "evalsha", "eval")).toBe(1);
    expect(total(counts, "publish")).toBe(1);
    expect(next?.remaining()).toBeGreaterThan(0);
    await next?.release();
  });

  test("skips a waiter that died, and leaves no trace of it", async () => {
    const { Redis } = await import("ioredis");
    const mortal = new Redis(fleet.server.url);
    const [holder, survivor] = fleet.clients(2);
    const held = await holder?.acquire("dead");
    const dying = fleet.client({ redis: mortal });
    await fleet.enqueue(dying, "dead");
    const waiter = survivor && (await fleet.enqueue(survivor, "dead"));
    await fleet.server.admin().client("KILL", "ID", await mortal.client("ID"));
    mortal.disconnect();

    await held?.release();
    const granted = await fleet.server.admin().get(lockKey("dead"));
    const next = await waiter?.lock;

    expect(granted, "whom the release gave the lock").toBe(next?.token);
    expect(await fleet.queued("dead")).toBe(0);
    await next?.release();
  });

  test("grants a short claim, which the new holder brings up to its ttl", async () => {
    const [holder, other] = fleet.clients(2);
    const held = await holder?.acquire("claim");
    const waiter = other && (await fleet.enqueue(other, "claim", 30_000));
    await held?.release();
    const next = await waiter?.lock;

    const granted = await fleet.server.admin().pttl(lockKey("claim"));
    expect(granted).toBeGreaterThan(0);
    expect(granted).toBeLessThanOrEqual(3_000);
    await expect
      .poll(() => fleet.server.admin().pttl(lockKey("claim")), { timeout: 10_000 })
      .toBeGreaterThan(25_000);
    await expect.poll(() => next?.remaining(), { timeout: 10_000 }).toBeGreaterThan(25_000);
    await next?.release();
  });

  test("leaves the lock to a waiter that got it by a release which its own client forced", async () => {
    await using proxy = await startProxy({ target: fleet.server });
    proxy.delay(20, "toClient");
    const redis = new SplitRedis(proxy.port, fleet.server.port);
    const [holder, waiting] = [fleet.client(), fleet.client({ redis })];
    const held = await holder.acquire("forced");
    const { lock } = await fleet.enqueue(waiting, "forced");
    const forced = waiting.forceRelease("forced");
    const next = await lock;
    expect(await forced).toBe(true);
    expect(next.signal.aborted).toBe(false);
    expect(await next.release()).toBe(true);
    expect(await held.release()).toBe(false);
    await waiting.close();
    redis.disconnect();
  });

  test("never grants for longer than the waiter asked for", async () => {
    const [holder, other] = fleet.clients(2);
    const held = await holder?.acquire("short");
    const waiter = other && (await fleet.enqueue(other, "short", 500));
    await held?.release();
    const next = await waiter?.lock;

    expect(await fleet.server.admin().pttl(lockKey("short"))).toBeLessThanOrEqual(500);
    await next?.release();
  });
});
