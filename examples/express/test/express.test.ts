import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProgram, startRedis, waitUntil } from "@lockwire/support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp } from "../src/app.js";
import { Orders } from "../src/orders.js";

let redis: RedisServer;
let hosts: Host[];
let charged: string[];

/** One server of several. */
interface Host {
  readonly locks: LockClient;
  readonly server: Server;
}

beforeEach(async () => {
  redis = await startRedis();
  charged = [];
  hosts = [startHost(), startHost()];
  await Promise.all(hosts.map(({ server }) => once(server, "listening")));
});

afterEach(async () => {
  for (const { server } of hosts) server.close();
  await Promise.all(hosts.map(({ locks }) => locks.close()));
  await redis.stop();
});

it("charges an order once, however many ask on two servers", async () => {
  const requests = Array.from({ length: 20 }, (_, index) => charge(index % 2, "42"));
  const receipts = await Promise.all(requests.map(async (sent) => (await sent).text()));
  expect(charged).toEqual(["42"]);
  expect(new Set(receipts)).toEqual(new Set(['{"receipt":"receipt 42"}']));
});

it("answers 503 when the order stays busy", async () => {
  await using _held = await lockClient(1).acquire("order:42");
  const response = await charge(0, "42");
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(charged).toEqual([]);
});

it("stops waiting for a client that hung up", async () => {
  await using _held = await lockClient(1).acquire("order:42");
  const client = new AbortController();
  const request = charge(0, "42", client.signal).catch((error: unknown) => error);
  const waiting = async () => (await lockClient(1).peek("order:42")).waiting;
  await waitUntil(async () => (await waiting()) === 1, { what: "the request to wait" });
  client.abort();
  await request;
  await waitUntil(async () => (await waiting()) === 0, { what: "the wait to end", timeout: 1_500 });
});

it("starts by the command in its README, and ends without a rest", async () => {
  await using program = startProgram(["npm", "start"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { REDIS_URL: redis.url, PORT: "0" },
  });
  const [, port] = await program.shows(/port: (\d+)/);
  const response = await fetch(`http://localhost:${port}/orders/7/charge`, { method: "POST" });
  expect(await response.json()).toEqual({ receipt: expect.any(String) });
  program.signal("SIGTERM");
  await program.shows(/^stopped$/m);
  await program.ended;
});

function startHost(): Host {
  const locks = createPubSubLocks({ redis: redis.url });
  const orders = new Orders(redis.admin(), async (id) => {
    charged.push(id);
    return `receipt ${id}`;
  });
  return { locks, server: createApp(locks, orders).listen(0) };
}

function lockClient(host: number): LockClient {
  return hostAt(host).locks;
}

function charge(host: number, id: string, signal: AbortSignal | null = null): Promise<Response> {
  const { port } = hostAt(host).server.address() as AddressInfo;
  return fetch(`http://localhost:${port}/orders/${id}/charge`, { method: "POST", signal });
}

function hostAt(index: number): Host {
  const host = hosts[index];
  if (!host) throw new Error(`there is no host ${index}`);
  return host;
}
