import { countClients, type RedisServer, startProxy, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LiveTimers } from "./live-timers.js";
import { VARIANTS } from "./variants.js";

describe.each(VARIANTS)("$title, uncontended", ({ connect }) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test("takes one round trip to acquire and one to release, the first time too", async () => {
    await using proxy = await startProxy({ target: server });
    await using locks = connect(proxy.url);
    await locks.peek("connected");

    const commands: number[] = [];
    for (let round = 0; round < 3; round++) {
      proxy.resetTraffic();
      const lock = await locks.acquire("alone");
      commands.push(proxy.traffic.commands);
      await lock.release();
      commands.push(proxy.traffic.commands);
    }

    expect(commands).toEqual([1, 2, 1, 2, 1, 2]);
  });

  test("opens one connection, and no subscriber", async () => {
    await using locks = connect(server.url);
    for (let round = 0; round < 3; round++) await (await locks.acquire("alone")).release();
    expect(await countClients(server.admin(), "pubsub")).toBe(0);
    expect(await countClients(server.admin())).toBe(1);
  });

  test("leaves no timer after the release", async () => {
    await using locks = connect(server.url);
    await (await locks.acquire("warm")).release();
    using timers = new LiveTimers();
    expect(await timers.count()).toBe(0);
    const lock = await locks.acquire("alone", { ttl: 60_000 });
    expect(await timers.count()).toBe(1);
    await lock.release();
    expect(await timers.count()).toBe(0);
  });
});
