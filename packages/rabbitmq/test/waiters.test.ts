import type { LockClient } from "@lockwire/core";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startProxy, startRabbit, waitUntil } from "@lockwire/support";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionsOf, lineOf, queuesOf, waiting } from "./helpers/look.js";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

const LONG = { ttl: 60_000, blockingTimeout: 50_000 };

withRabbit("on one node", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  const open = (options = {}): LockClient =>
    createRabbitLocks({ rabbitmq: server.url, ...options });

  test("processes are served in the order in which they came, a waiter that leaves aside", async () => {
    await using holder = open();
    await using line = await lineOf(server, "order");
    const lock = await holder.acquire("order", LONG);
    const served: number[] = [];
    const clients = Array.from({ length: 5 }, () => open());
    const leave = new AbortController();
    const waits: Promise<unknown>[] = [];
    for (const [place, locks] of clients.entries()) {
      const options = { ...LONG, ...(place === 1 ? { signal: leave.signal } : {}) };
      waits.push(locks.withLock("order", options, () => served.push(place)));
      await waitUntil(async () => (await line.length()) > place + 1, {
        what: `place ${place} in line`,
      });
    }
    leave.abort();
    const settled = Promise.allSettled(waits);
    await waitUntil(async () => (await line.length()) === 5, { what: "the gap" });
    await lock.release();
    await settled;
    expect(served).toEqual([0, 2, 3, 4]);
    await Promise.all(clients.map((locks) => locks.close()));
    expect(await queuesOf(server)).toEqual([expect.stringMatching(/^lockwire:client:/), fences()]);
  });

  test("a client that acquires again and again does not get ahead of those who wait", async () => {
    await using greedy = open();
    await using patient = open();
    let rounds = 0;
    const lock = await greedy.acquire("greedy", LONG);
    const waits = waiting(patient);
    let served = false;
    const turn = patient.withLock("greedy", LONG, () => {
      served = true;
    });
    await waits;
    await using line = await lineOf(server, "greedy");
    await waitUntil(async () => (await line.length()) === 2, { what: "both in line" });
    await lock.release();
    while (!served) {
      await greedy.withLock("greedy", LONG, () => undefined);
      rounds += 1;
    }
    await turn;
    expect(rounds).toBeLessThanOrEqual(2);
  });

  test("a turn that is lost costs time, one that is there twice order, and neither exclusion", async () => {
    const clients = [
      open({ safetyPoll: 200 }),
      open({ safetyPoll: 200 }),
      open({ safetyPoll: 200 }),
    ];
    const connection = await connect(server.url);
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    let [inside, most, rounds] = [0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
      rounds += 1;
    };
    const loops = clients.map(async (locks) => {
      for (let round = 0; round < 8; round++) await locks.withLock("turns", LONG, work);
    });
    let over = false;
    const meddler = (async () => {
      for (let round = 0; !over; round++) {
        const meddle = await connection.createChannel();
        meddle.on("error", () => undefined);
        if (round % 2 === 0) meddle.publish("", "lockwire:line:turns", Buffer.from("turn"));
        // A consumer that goes away with what it was given, for ever.
        else await meddle.get("lockwire:line:turns", { noAck: true }).catch(() => undefined);
        await meddle.close().catch(() => undefined);
      }
    })();
    await Promise.all(loops);
    over = true;
    await meddler;
    await connection.close();
    expect({ most, rounds }).toEqual({ most: 1, rounds: 24 });
    await Promise.all(clients.map((locks) => locks.close()));
  });

  test("messages that others send are no lock, no answer and no end", async () => {
    // The broker has some megabytes to read first.
    await using locks = open({ commandTimeout: 10_000 });
    const held = await locks.acquire("forged", LONG);
    const inbox = (await queuesOf(server)).map((line) => line.split("\t")[0] ?? "");
    const connection = await connect(server.url);
    const channel = await connection.createChannel();
    const bodies = [
      "",
      "null",
      "[]",
      "{}",
      '{"kind":"wait"}',
      '{"name":"forged"}',
      "x".repeat(2 ** 20),
    ];
    const types = ["question", "answer", "", undefined];
    for (const queue of [...inbox, "lockwire:lock:forged"].filter(
      (each) => !each.endsWith("fences"),
    )) {
      for (const body of bodies) {
        for (const type of types) {
          const properties = {
            replyTo: "amq.rabbitmq.none",
            correlationId: "1",
            ...(type === undefined ? {} : { type }),
          };
          channel.publish("", queue, Buffer.from(body), properties);
        }
      }
    }
    channel.publish(
      "",
      "lockwire:lock:forged",
      Buffer.from('{"name":"forged","kind":"release","token":"guess"}'),
      {
        type: "question",
        replyTo: inbox.find((each) => each.includes("client")) ?? "",
        correlationId: "2",
      },
    );
    channel.publish("", "lockwire:fences", Buffer.from("junk"));
    await channel.close();
    await connection.close();
    await held.extend();
    expect(held.signal.aborted).toBe(false);
    expect(await locks.peek("forged")).toMatchObject({ held: true, fence: held.fence });
    expect(await locks.withLock("other", ({ fence }) => fence)).toBeGreaterThan(held.fence);
    expect(await held.release()).toBe(true);
  });

  test("1,000 names are held over two connections, and refusals do not touch them", async () => {
    await using locks = open({ commandTimeout: 30_000 });
    await using others = open({ commandTimeout: 30_000 });
    const names = Array.from({ length: 1_000 }, (_, index) => `name-${index}`);
    const held = await Promise.all(names.map((name) => locks.acquire(name, LONG)));
    const refused = await Promise.all(names.map((name) => others.tryAcquire(name)));
    expect(refused.every((lock) => lock === null)).toBe(true);
    expect(await connectionsOf(server)).toHaveLength(4);
    // A broker closes the channel of a refused attempt, and may take its time for a thousand.
    const channels = async () =>
      (await connectionsOf(server)).map((line) => Number(line.split("\t")[1]));
    await waitUntil(async () => Math.max(...(await channels())) < 50, { what: "few channels" });
    expect(held.some(({ signal }) => signal.aborted)).toBe(false);
    expect((await Promise.all(held.map((lock) => lock.release()))).every(Boolean)).toBe(true);
    const left = (await queuesOf(server)).filter((line) => /lock:|line:/.test(line));
    expect(left).toEqual([]);
  }, 180_000);

  test("close leaves nothing: no queue but the fences, no connection", async () => {
    const [holder, waiter] = [open(), open()];
    await holder.acquire("left", LONG);
    await holder.acquire("left too", { ttl: 1_000 });
    const waits = waiting(waiter);
    const refused = waiter.acquire("left", LONG);
    await waits;
    await Promise.all([
      waiter.close(),
      expect(refused).rejects.toMatchObject({ code: "LOCK_CLOSED" }),
    ]);
    await holder.close();
    await waitUntil(async () => (await connectionsOf(server)).length === 0, {
      what: "no connection",
    });
    expect(await queuesOf(server)).toEqual([fences()]);
  });

  test("what close leaves to its ttl is gone after it, and so are the connections", async () => {
    await using other = open();
    const closing = open();
    await closing.acquire("for a while", { ttl: 2_000 });
    await closing.close({ releaseHeld: false });
    expect(await other.tryAcquire("for a while")).toBeNull();
    await (await other.acquire("for a while", LONG)).release();
    await waitUntil(async () => (await connectionsOf(server)).length === 2, {
      what: "the connections of one client",
    });
  });

  test("a silent connection that nothing is held on is given up, and a waiter is served over a new one", async () => {
    await using proxy = await startProxy({ target: server });
    await using holder = open();
    await using waiter = open({ rabbitmq: `amqp://127.0.0.1:${proxy.port}`, commandTimeout: 500 });
    await (await waiter.acquire("warm", LONG)).release();
    const lock = await holder.acquire("silent", LONG);
    const waits = waiting(waiter);
    const next = waiter.acquire("silent", { ...LONG, blockingTimeout: 30_000 });
    await waits;
    proxy.drop();
    await lock.release();
    await waitUntil(
      async () => {
        await waiter.tryAcquire("probe").catch(() => undefined);
        return proxy.traffic.opened > 2;
      },
      { what: "a new connection" },
    );
    await proxy.heal();
    await (await next).release();
  });

  const fences = () => expect.stringMatching(/^lockwire:fences\tstream\t/);
});
