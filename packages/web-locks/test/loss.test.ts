import { createMemoryLocks, type LockClient, LockLostError, MemorySpace } from "@lockwire/core";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startRedis } from "@lockwire/support";
import { createWebLocks } from "@lockwire/web-locks";
import { afterEach, describe, expect, test } from "vitest";
import { deferred } from "./helpers/deferred.js";
import { expectDomException, rejection } from "./helpers/expect-rejection.js";

const clients: LockClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

function opened<C extends LockClient>(client: C): C {
  clients.push(client);
  return client;
}

const never = () => new Promise<never>(() => undefined);

describe("a lock that is lost", () => {
  test.each([
    ["force-released", (client: LockClient) => client.forceRelease("web-locks:name"), "stolen"],
    ["lost as its client closes", (client: LockClient) => client.close(), "expired"],
  ] as const)("%s rejects as one that is stolen, and says why", async (_, lose, why) => {
    const client = opened(createMemoryLocks());
    const locks = createWebLocks(client);
    const request = locks.request("name", never);
    await locks.query();
    const error = rejection(request);
    await lose(client);
    expect(await error).toBeInstanceOf(DOMException);
    const { name, cause } = (await error) as DOMException & { readonly cause: unknown };
    expect(name).toBe("AbortError");
    expect(LockLostError.is(cause) && cause.why).toBe(why);
  });

  test("held for longer than the client lets a lock be held", async () => {
    const client = opened(createMemoryLocks({ maxHold: 20 }));
    await expectDomException(createWebLocks(client).request("name", never), "AbortError");
  });

  test("found out at the release only", async () => {
    const space = new MemorySpace();
    const [client, other] = [createMemoryLocks({ space }), createMemoryLocks({ space })];
    clients.push(client, other);
    const request = createWebLocks(client).request("name", async () => {
      await other.forceRelease("web-locks:name");
      return "of the callback";
    });
    await expectDomException(request, "AbortError");
  });

  test("is renewed whatever the client's default is, so that it is held until the callback ends", async () => {
    const client = opened(createMemoryLocks({ autoExtend: false }));
    const locks = createWebLocks(client, { ttl: 900 });
    const renewed = deferred();
    const renewals: number[] = [];
    client.on("extended", () => {
      if (renewals.push(1) === 4) renewed.resolve();
    });
    expect(await locks.request("name", () => renewed.promise.then(() => "held"))).toBe("held");
  });
});

describe("a client that closes", () => {
  test("rejects requests that wait, and those that come later", async () => {
    const client = opened(createMemoryLocks());
    const locks = createWebLocks(client);
    const held = rejection(locks.request("name", never));
    const waiting = rejection(locks.request("name", never));
    await locks.query();
    await client.close();
    expect(await held).toMatchObject({ name: "AbortError" });
    expect(await waiting).toMatchObject({ code: "LOCK_CLOSED" });
    for (const options of [{}, { ifAvailable: true }, { steal: true }]) {
      const later = rejection(locks.request("name", options, never));
      expect(await later).toMatchObject({ code: "LOCK_CLOSED" });
    }
    expect(await locks.query()).toEqual({ held: [], pending: [] });
  });

  test("leaves nothing on Redis but fences", async () => {
    const server = await startRedis();
    try {
      const client = createPubSubLocks({ redis: server.url });
      const locks = createWebLocks(client);
      const requests = ["shared", "shared", "exclusive"] as const;
      const settled = requests.map((mode) => rejection(locks.request("name", { mode }, never)));
      await expect.poll(async () => (await locks.query()).pending.length).toBe(1);
      expect(await server.admin().keys("*:notes")).toEqual(["lockwire:{web-locks}:notes"]);
      await client.close();
      await Promise.all(settled);
      const left = await server.admin().keys("*");
      expect(left.filter((key) => !key.endsWith(":fence"))).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test("a server that is gone rejects what cannot wait, by name", async () => {
    const server = await startRedis();
    const client = opened(createPubSubLocks({ redis: server.url, commandTimeout: 200 }));
    const locks = createWebLocks(client);
    await locks.request("name", () => undefined);
    await server.stop();
    const unavailable = rejection(locks.request("name", { ifAvailable: true }, never));
    expect(await unavailable).toMatchObject({ code: "LOCK_BACKEND", operation: "acquire" });
    expect(await rejection(locks.query())).toMatchObject({ operation: "notes" });
  });
});

describe("a client that can do less", () => {
  test("has no shared locks on RabbitMQ, and cannot steal there: refused before it connects", async () => {
    const client = opened(createRabbitLocks({ rabbitmq: "amqp://127.0.0.1:1" }));
    const locks = createWebLocks(client);
    const shared = rejection(locks.request("name", { mode: "shared" }, never));
    expect(await shared).toMatchObject({ code: "LOCK_MODE", wanted: "shared" });
    await expectDomException(locks.request("name", { steal: true }, never), "NotSupportedError");
    expect(await locks.query()).toEqual({ held: [], pending: [] });
  });

  test("something that wraps a client has all but steal, and a query of this process", async () => {
    const { acquire, tryAcquire } = createMemoryLocks();
    const memory = opened(createMemoryLocks());
    const wrapper = {
      acquire: acquire.bind(memory),
      tryAcquire: tryAcquire.bind(memory),
    } as LockClient;
    const [locks, other] = [createWebLocks(wrapper), createWebLocks(wrapper)];
    const { held } = await locks.request("name", () => other.query());
    expect(held).toMatchObject([{ name: "name", mode: "exclusive" }]);
    await expectDomException(locks.request("name", { steal: true }, never), "NotSupportedError");
  });
});
