import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type Program, type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { createWebLocks, type LockManagerSnapshot } from "@lockwire/web-locks";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startAgent } from "./helpers/agent.js";

let server: RedisServer;
const programs: Program[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program[Symbol.asyncDispose]()));
  await server.admin().flushall();
});
afterAll(() => server.stop());

async function start(...[name, options]: [string, Parameters<typeof startAgent>[2]]) {
  const program = await startAgent(server.url, name, options);
  programs.push(program);
  return program;
}

/** This process as one more agent, for as long as `work` takes. */
async function asAgent<T>(work: (locks: ReturnType<typeof createWebLocks>) => Promise<T>) {
  const client = createPubSubLocks({ redis: server.url });
  try {
    return await work(createWebLocks(client, { ttl: 1_000, clientId: "this process" }));
  } finally {
    await client.close();
  }
}

/** On a busy machine a process takes seconds to start, and to renew its notes. */
const PATIENT = { timeout: 20_000 };

const isQueued = async () => (await server.admin().keys("*:queue")).length === 1;

const idsOf = ({ held, pending }: LockManagerSnapshot) => [
  held.map(({ clientId }) => clientId),
  pending.map(({ clientId }) => clientId),
];

test("2.2 lock managers, 4.5 snapshot: processes share, exclude each other, and see each other in order", () =>
  asAgent(async (locks) => {
    const one = await start("name", { clientId: "one", mode: "shared" });
    await one.shows(/granted/);
    const two = await start("name", { clientId: "two", mode: "shared" });
    await two.shows(/granted/);
    const three = await start("name", { clientId: "three" });
    await expect
      .poll(async () => idsOf(await locks.query()), PATIENT)
      .toEqual([["one", "two"], ["three"]]);
    // A request is shown before it is queued, and the next one must come after that.
    await waitUntil(isQueued, { what: "the request to be queued", timeout: PATIENT.timeout });
    const four = locks.request("name", { mode: "shared" }, async () => idsOf(await locks.query()));
    await expect.poll(async () => (await locks.query()).pending.length, PATIENT).toBe(2);
    one.input.end();
    two.input.end();
    await three.shows(/granted/);
    await expect
      .poll(async () => idsOf(await locks.query()), PATIENT)
      .toEqual([["three"], ["this process"]]);
    three.input.end();
    expect(await four).toEqual([["this process"], []]);
    await three.shows(/released/);
  }));

test("2.6 agent integration: the lock and the request of a process that is killed are gone after the ttl", () =>
  asAgent(async (locks) => {
    const holder = await start("name", { clientId: "holder" });
    await holder.shows(/granted/);
    const waiter = await start("name", { clientId: "waiter" });
    await expect
      .poll(async () => idsOf(await locks.query()), PATIENT)
      .toEqual([["holder"], ["waiter"]]);
    const granted = locks.request("name", async () => "granted");
    holder.signal("SIGKILL");
    waiter.signal("SIGKILL");
    expect(await granted).toBe("granted");
    await expect.poll(() => locks.query(), PATIENT).toEqual({ held: [], pending: [] });
  }));

test("4.1 request a lock: a process whose lock is stolen has an AbortError, and those that wait are behind the thief", () =>
  asAgent(async (locks) => {
    const holder = await start("name", { clientId: "holder" });
    await holder.shows(/granted/);
    const waiter = await start("name", { clientId: "waiter" });
    await expect
      .poll(async () => idsOf(await locks.query()), PATIENT)
      .toEqual([["holder"], ["waiter"]]);
    await locks.request("name", { steal: true }, async () => {
      await holder.shows(/rejected AbortError/);
      expect(waiter.output).not.toContain("granted");
      expect(idsOf(await locks.query())).toEqual([["this process"], ["waiter"]]);
    });
    await waiter.shows(/granted/);
  }));
