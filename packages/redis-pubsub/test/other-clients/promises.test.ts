import { LockBackendError } from "@lockwire/core";
import { Stopwatch } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import {
  allChannels,
  countClients,
  type RedisServer,
  startProxy,
  startRedis,
  type TcpProxy,
  waitUntil,
} from "@lockwire/support";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OTHER_CLIENTS } from "./clients.js";

describe.each(OTHER_CLIENTS)("locks over $client", ({ open }) => {
  let server: RedisServer;
  let proxy: TcpProxy;

  beforeEach(async () => {
    server = await startRedis();
    proxy = await startProxy({ target: server });
  });
  afterEach(async () => {
    await proxy.close();
    await server.stop();
  });

  test.each([
    ["is down", () => server.kill(), () => server.start()],
    ["is paused", () => server.pause(), () => server.resume()],
    ["is not heard", () => proxy.drop("toClient"), () => proxy.heal()],
  ])("end a wait on time when Redis %s, and undo what it did", async (_, begin, end) => {
    const given = await open(proxy.url);
    const locks = createPubSubLocks({ redis: given.redis });
    await (await locks.acquire("warm-up")).release();
    await begin();
    using watch = new Stopwatch();
    const failure = await locks
      .acquire("job", { blockingTimeout: 500, ttl: 60_000 })
      .catch((error: unknown) => error);
    expect(watch.overrun(500)).toBeLessThan(500);
    expect(failure).toMatchObject({ code: "LOCK_TIMEOUT", cause: expect.any(LockBackendError) });
    await end();
    const other = createPubSubLocks({ redis: server.url, blockingTimeout: 20_000 });
    expect(await (await other.acquire("job")).release()).toBe(true);
    await Promise.all([locks.close(), other.close()]);
    given.close();
  });

  test("tell their holder that the data was lost, and raise the fence all the same", async () => {
    const given = await open(server.url);
    const locks = createPubSubLocks({ redis: given.redis });
    const lock = await locks.acquire("job", { ttl: 1_000 });
    await server.admin().flushall();
    const next = createPubSubLocks({ redis: server.url });
    const other = await next.acquire("job");
    expect(other.fence).toBeGreaterThan(lock.fence);
    await waitUntil(() => lock.signal.aborted, { what: "the loss" });
    expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "stolen" });
    expect(await lock.release()).toBe(false);
    expect(await other.release()).toBe(true);
    await Promise.all([locks.close(), next.close()]);
    given.close();
  });

  test("poll where a subscription is refused, and say so", async () => {
    const admin = server.admin();
    const rules = ["on", ">pw", "~*", ...(await allChannels(admin)), "+@all", "-subscribe"];
    await admin.call("ACL", "SETUSER", "deaf", ...rules);
    const given = await open(`redis://deaf:pw@127.0.0.1:${server.port}`);
    const locks = createPubSubLocks({ redis: given.redis });
    const degraded: string[] = [];
    locks.on("degraded", ({ reason }) => void degraded.push(reason));
    const holder = createPubSubLocks({ redis: server.url });
    const held = await holder.acquire("job", { ttl: 60_000 });
    const waiting = locks.acquire("job");
    await waitUntil(() => degraded.length > 0, { what: "the refusal" });
    await held.release();
    expect(await (await waiting).release()).toBe(true);
    expect(degraded).toEqual(["the subscription was refused"]);
    await Promise.all([locks.close(), holder.close()]);
    given.close();
  });

  test("leave nothing when they are closed", async () => {
    const given = await open(server.url);
    const [holder, locks] = [0, 1].map(() => createPubSubLocks({ redis: given.redis }));
    await holder?.acquire("job");
    const waiting = locks?.acquire("job").catch((error: unknown) => error);
    const subscribed = () => countClients(server.admin(), "pubsub");
    await waitUntil(async () => (await subscribed()) > 0, { what: "the subscription" });
    await Promise.all([locks?.close(), holder?.close()]);
    expect(await waiting).toMatchObject({ code: "LOCK_CLOSED" });
    await waitUntil(async () => (await subscribed()) === 0, { what: "the subscriber to go" });
    expect(await server.admin().keys("*")).toEqual(["lockwire:{job}:fence"]);
    given.close();
  });
});
