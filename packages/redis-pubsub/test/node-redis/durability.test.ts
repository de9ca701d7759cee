import { createPubSubLocks } from "@lockwire/redis-pubsub";
import {
  allChannels,
  countCommands,
  loadNodeRedis,
  startRedis,
  total,
  waitUntil,
} from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Pair } from "../durability/pair.js";

let pair: Pair;
beforeAll(async () => {
  pair = await Pair.start();
});
afterAll(() => pair[Symbol.asyncDispose]());

const durability = { replicas: 1, timeout: 1_500 };

describe.each([
  { major: 5, RESP: 2 },
  { major: 6, RESP: 3 },
] as const)("replicated locks over node-redis $major, RESP$RESP", ({ major, RESP }) => {
  const open = async (options = {}) => {
    const { createClient } = await loadNodeRedis(major);
    const socket = { host: "127.0.0.1", port: pair.primary.port, reconnectStrategy: 50 };
    return createClient({ RESP, socket, ...options })
      .on("error", () => undefined)
      .connect();
  };
  const holderIn = async (database: number, key: string) => {
    const admin = pair.primary.admin().duplicate();
    await admin.select(database);
    const token = await admin.get(key);
    admin.disconnect();
    return token;
  };

  test("are in the database that the client has selected", async () => {
    const redis = await open({ database: 2 });
    const locks = pair.client({ redis, durability });
    const selections = [
      { database: 2, select: () => Promise.resolve() },
      { database: 3, select: () => redis.select(3) },
      { database: 0, select: () => redis.multi().select(0).ping().exec() },
      { database: 7, select: () => redis.sendCommand(["SELECT", "7"]) },
    ];
    for (const { database, select } of selections) {
      await select();
      const lock = await locks.acquire("selected");
      expect(await holderIn(database, "lockwire:{selected}")).toBe(lock.token);
      await lock.extend();
      expect(await lock.release()).toBe(true);
      expect(await holderIn(database, "lockwire:{selected}")).toBeNull();
    }
    await locks.close();
    redis.destroy();
  });

  test("are in the database of a pool", async () => {
    const { createClientPool } = await loadNodeRedis(major);
    const redis = createClientPool({ url: `${pair.primary.url}/4`, RESP });
    await redis.on("error", () => undefined).connect();
    const locks = pair.client({ redis, durability });
    const lock = await locks.acquire("pooled");
    expect(await holderIn(4, "lockwire:{pooled}")).toBe(lock.token);
    expect(await lock.release()).toBe(true);
    await locks.close();
    redis.destroy();
  });

  test("ask for the database once for all that are acquired in one turn", async () => {
    const redis = await open();
    const locks = pair.client({ redis, durability });
    await (await locks.acquire("warm-up")).release();
    const counted = await countCommands(pair.primary.admin());
    const names = Array.from({ length: 10 }, (_, index) => `turn ${index}`);
    await Promise.all(names.map((name) => locks.acquire(name)));
    expect(total(await counted(), "client|info")).toBe(1);
    await locks.close();
    redis.destroy();
  });

  test("survive a connection that is cut, and follow a password that is rotated", async () => {
    const admin = pair.primary.admin();
    await admin.call("ACL", "SETUSER", "rotated", "reset", "on", ">first", "~*", "&*", "+@all");
    let password = "first";
    const credentials = async () => ({ username: "rotated", password });
    const redis = await open({
      credentialsProvider: { type: "async-credentials-provider", credentials },
    });
    const locks = pair.client({ redis, durability, blockingTimeout: 20_000 });
    const lock = await locks.acquire("rotated");
    await admin.call("ACL", "SETUSER", "rotated", "<first", ">second");
    password = "second";
    await admin.call("CLIENT", "KILL", "USER", "rotated");
    await waitUntil(() => lock.extend().then(() => true), { what: "the renewal" });
    expect(await lock.release()).toBe(true);
    expect(await (await locks.acquire("rotated")).release()).toBe(true);
    await locks.close();
    redis.destroy();
  });

  test("say that the client is not connected", async () => {
    const redis = await open();
    const locks = pair.client({ redis, durability });
    await (await locks.acquire("closed")).release();
    redis.destroy();
    await expect(locks.acquire("closed")).rejects.toMatchObject({
      retryFor: 0,
      cause: { message: expect.stringContaining("call its connect() first") },
    });
    await locks.close();
  });

  test("say what is missing where the server does not tell the database", async () => {
    const admin = pair.primary.admin();
    const channels = await allChannels(admin);
    const rules = ["reset", "on", ">pw", "~*", ...channels, "+@all", "-client|info"];
    await admin.call("ACL", "SETUSER", "blind", ...rules);
    const redis = await open({ username: "blind", password: "pw" });
    const locks = pair.client({ redis, durability });
    const counted = await countCommands(admin);
    await expect(locks.acquire("blind")).rejects.toMatchObject({
      operation: "acquire",
      retryFor: 0,
      message: expect.stringMatching(/needs Redis 6.2 and permission for CLIENT INFO/),
    });
    // The attempt is undone all the same, by a release that may have run by now.
    expect(total(await counted(), "set", "incrby", "wait")).toBe(0);
    await locks.close();
    redis.destroy();
  });

  test("leave a server that has become a replica", async () => {
    await using alone = await startRedis();
    const socket = { host: "127.0.0.1", port: alone.port, reconnectStrategy: 50 };
    const redis = await open({ socket });
    const locks = createPubSubLocks({ redis, durability });
    await expect(locks.tryAcquire("turned")).rejects.toMatchObject({ operation: "replicate" });
    const clients = async () => String(await alone.admin().client("LIST"));
    const waited = /^(id=\d+) .* cmd=wait /m.exec(await clients())?.[1];
    if (waited === undefined) throw new Error("no connection waited for the replicas");
    await alone.admin().call("REPLICAOF", "127.0.0.1", `${pair.primary.port}`);
    await expect(locks.tryAcquire("turned")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    await waitUntil(async () => !(await clients()).includes(`${waited} `), {
      what: "the connection to be closed",
    });
    await locks.close({ releaseHeld: false });
    redis.destroy();
  });
});

test("have the keyPrefix of node-redis 6", async () => {
  const { createClient, createClientPool } = await loadNodeRedis(6);
  const options = { url: pair.primary.url, keyPrefix: "app:" };
  for (const redis of [createClient(options), createClientPool(options)]) {
    await redis.on("error", () => undefined).connect();
    const locks = pair.client({ redis, durability });
    const lock = await locks.acquire("prefixed");
    expect(await pair.replica.admin().get("app:lockwire:{prefixed}")).toBe(lock.token);
    expect(await lock.release()).toBe(true);
    await locks.close();
    redis.destroy();
  }
});
