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

  test("costs two commands and one message, however many wait: the release, and the new holder's confirmation", async () => {
    const [holder, ...others] = fleet.clients(6);
    const held = await holder?.acquire("cost");
    const waiters: Waiter[] = [];
    for (const client of others) waiters.push(await fleet.enqueue(client, "cost"));

    const counted = await countCommands(fleet.server.admin());
    await held?.release();
    const next = await waiters[0]?.lock;
    const counts = await counted();

    expect(total(counts, "evalsha", "eval")).toBe(2);
    expect(total(counts, "publish")).toBe(1);
    expect(next?.remaining()).toBeGreaterThan(0);
    await next?.release();
  });

  test("skips a waiter that died, and leaves no trace of it", async () => {
    const { Redis } = await import("ioredis");
    const mortal = new Redis(fleet.server.url, { connectionName: "mortal" });
    const [holder, survivor] = fleet.clients(2);
    const held = await holder?.acquire("dead");
    const dying = fleet.client({ redis: mortal });
    await fleet.enqueue(dying, "dead");
    const waiter = survivor && (await fleet.enqueue(survivor, "dead"));
    const listed = String(await fleet.server.admin().client("LIST"));
    for (const [, id] of listed.matchAll(/^id=(\d+) .* name=mortal/gm)) {
      await fleet.server.admin().call("CLIENT", "KILL", "ID", `${id}`);
    }
    mortal.disconnect();

    await held?.release();
    const granted = await fleet.server.admin().get(lockKey("dead"));
    const next = await waiter?.lock;

    expect(granted, "whom the release gave the lock").toBe(next?.token);
    expect(await fleet.queued("dead")).toBe(0);
    await next?.release();
  });

  test("lets the new holder have its whole ttl from the first moment, whatever it does then", async () => {
    const [holder, other] = fleet.clients(2);
    const held = await holder?.acquire("whole");
    const waiter = other && (await fleet.enqueue(other, "whole", 4_000));
    const lost: unknown[] = [];
    other?.on("lost", (loss) => lost.push(loss));
    const next = waiter?.lock.then((lock) => {
      expect(lock.remaining()).toBeGreaterThan(3_900);
      const blockedAt = performance.now();
      while (performance.now() - blockedAt < 3_500);
      return lock;
    });
    await held?.release();
    const lock = await next;
    expect(await fleet.server.admin().get(lockKey("whole"))).toBe(lock?.token);
    expect(lost).toEqual([]);
    expect(await lock?.release()).toBe(true);
  });

  test("gives a granted lock to the next when its waiter does not confirm it within seconds", async () => {
    const [holder, next] = [fleet.client(), fleet.client({ safetyPoll: 500 })];
    const held = await holder.acquire("unconfirmed");
    const admin = fleet.server.admin();
    const { Redis } = await import("ioredis");
    const silent = new Redis(fleet.server.url);
    await silent.subscribe("lockwire:@silent");
    await admin.zadd("lockwire:{unconfirmed}:queue", 1, "silent 1 30000 token");
    const { lock: waiting } = await fleet.enqueue(next, "unconfirmed");
    await held.release();
    expect(await admin.get(lockKey("unconfirmed"))).toBe("token");
    expect(await admin.pttl(lockKey("unconfirmed"))).toBeLessThanOrEqual(3_000);
    expect(await (await waiting).release()).toBe(true);
    silent.disconnect();
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
