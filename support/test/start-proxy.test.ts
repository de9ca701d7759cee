import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type RedisServer,
  startProxy,
  startRedis,
  type TcpProxy,
  waitUntil,
} from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

let server: RedisServer;
let proxy: TcpProxy;
let client: Redis;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

beforeEach(async () => {
  proxy = await startProxy({ target: server });
  client = new Redis(proxy.url, { retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  await client.ping();
});

afterEach(async () => {
  client.disconnect();
  await proxy.close();
});

it("delays each way and keeps the order", async () => {
  proxy.delay(40);
  const start = performance.now();
  const pushes = [1, 2, 3].map((value) => client.rpush("order", value));
  expect(await Promise.all(pushes)).toEqual([1, 2, 3]);
  expect(performance.now() - start).toBeGreaterThan(79);
  expect(await server.admin().lrange("order", 0, -1)).toEqual(["1", "2", "3"]);
});

it("delays one direction alone", async () => {
  proxy.delay(60, "toClient");
  const answered = client.set("one-way", "here");
  await waitUntil(() => server.admin().get("one-way"), { what: "the command", timeout: 50 });
  await answered;
});

it("delays by less than a millisecond, and no chunk early", async () => {
  proxy.delay(0.5);
  const took: number[] = [];
  for (let ping = 0; ping < 50; ping++) {
    const start = performance.now();
    await client.ping();
    took.push(performance.now() - start);
  }
  expect(Math.min(...took)).toBeGreaterThan(0.99);
  expect(Math.min(...took)).toBeLessThan(1.9);
});

it("cuts a connection that is about to end", async () => {
  client.disconnect();
  await waitUntil(() => proxy.connections === 0, { what: "the other's end", timeout: 1_000 });
  const socket = connect(proxy.port, proxy.host).on("error", () => undefined);
  await waitUntil(() => proxy.connections === 1, { what: "the connection", timeout: 1_000 });
  proxy.stall("toServer");
  socket.end();
  await sleep(50);
  proxy.flow("toServer");
  proxy.cut();
  await waitUntil(() => proxy.connections === 0, { what: "its end", timeout: 1_000 });
});

it("accepts connections that it does not answer, and later ones as usual", async () => {
  proxy.hang(1);
  const hanging = new Redis(proxy.url, { connectTimeout: 50, retryStrategy: () => 10 });
  hanging.on("error", () => undefined);
  await once(hanging, "connect");
  expect(await client.ping()).toBe("PONG");
  expect(hanging.status).not.toBe("ready");
  hanging.disconnect(true);
  expect(await hanging.ping()).toBe("PONG");
  hanging.disconnect();
});

it("counts commands, bytes and connections", async () => {
  proxy.resetTraffic();
  await client.set("a", "b");
  await client.get("a");
  expect(proxy.traffic).toMatchObject({ opened: 0, commands: 2, chunks: { toServer: 2 } });
  expect(proxy.traffic.bytes.toClient).toBe("+OK\r\n$1\r\nb\r\n".length);
  expect(proxy.connections).toBe(1);
});

it("delivers what was sent on a connection that is cut, after what came over the next one", async () => {
  const cut = new Redis(proxy.url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  cut.on("error", () => undefined);
  await cut.ping();
  proxy.stall("toServer");
  const { commands } = proxy.traffic;
  const lost = expect(cut.rpush("late", "first")).rejects.toThrow();
  await waitUntil(() => proxy.traffic.commands > commands, { what: "the command" });
  const late = new AbortController();
  proxy.cut(once(late.signal, "abort"));
  proxy.flow("toServer");
  await lost;
  await client.rpush("late", "second");
  expect(await server.admin().lrange("late", 0, -1)).toEqual(["second"]);
  const { connections } = proxy;
  late.abort();
  await waitUntil(() => proxy.connections < connections, { what: "the end of the cut one" });
  expect(await server.admin().lrange("late", 0, -1)).toEqual(["second", "first"]);
});

it("holds bytes back and delivers them later", async () => {
  proxy.stall("toServer");
  const set = client.set("held", "back");
  await waitUntil(() => proxy.traffic.commands > 0, { what: "the command to reach the proxy" });
  expect(await server.admin().get("held")).toBeNull();
  proxy.flow();
  expect(await set).toBe("OK");
});

it("swallows replies while commands arrive, and cuts the torn stream when it heals", async () => {
  proxy.drop("toClient");
  const { toClient } = proxy.traffic.bytes;
  let answered = false;
  const increment = client.incr("swallowed").finally(() => {
    answered = true;
  });
  await waitUntil(() => proxy.traffic.bytes.toClient > toClient, { what: "the reply" });
  expect(await server.admin().get("swallowed")).toBe("1");
  expect(answered).toBe(false);
  await proxy.heal();
  // ioredis sends what went unanswered again on its new connection.
  expect(await increment).toBe(2);
});

it("leaves subscribers half open, and nobody else", async () => {
  const subscriber = client.duplicate({ protocol: 2 });
  const heard: string[] = [];
  subscriber.on("message", (_, text: string) => heard.push(text));
  await subscriber.subscribe("news");
  await server.admin().publish("news", "before");
  await waitUntil(() => heard.length === 1, { what: "the message" });

  proxy.muteSubscribers();
  expect(await server.admin().publish("news", "after")).toBe(1);
  expect(await client.ping()).toBe("PONG");
  expect(heard).toEqual(["before"]);
  subscriber.disconnect(true);
  const again = async () => {
    await server.admin().publish("news", "again");
    return heard.includes("again");
  };
  await waitUntil(again, { what: "a message on its new connection" });
  subscriber.disconnect();
});

it("silences the connections that there are, and no later one", async () => {
  const unanswered = client.get("unanswered").catch(() => "cut");
  proxy.silence();
  const later = new Redis(proxy.url);
  expect(await later.ping()).toBe("PONG");
  expect(await Promise.race([unanswered, later.ping()])).toBe("PONG");
  expect(client.status).toBe("ready");
  client.disconnect(true);
  later.disconnect();
});

it("cuts all connections and refuses new ones until it heals", async () => {
  proxy.refuse();
  proxy.cut();
  await waitUntil(() => client.status === "reconnecting", { what: "the client to notice" });
  const opened = proxy.traffic.opened;
  const ping = client.ping();
  await waitUntil(() => proxy.connections === 0, { what: "the connections to go" });
  expect(proxy.traffic.opened).toBe(opened);
  await proxy.heal();
  expect(await ping).toBe("PONG");
});
