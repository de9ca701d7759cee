import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startProxy, startRabbit, waitUntil } from "@lockwire/support";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

/** Heartbeats would tell of a silence after a minute at the earliest. */
const PATIENT = { blockingTimeout: 15_000 };

withRabbit("a connection that goes silent", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  test("as its session is opened is given up for another", async () => {
    await using proxy = await startProxy({ target: server });
    let opened = 0;
    const rabbitmq = async () => {
      const connection = await connect(`amqp://127.0.0.1:${proxy.port}`);
      if (++opened === 1) proxy.silence();
      return connection;
    };
    await using locks = createRabbitLocks({ rabbitmq, commandTimeout: 300 });
    await (await locks.acquire("opened", PATIENT)).release();
    expect(opened).toBeGreaterThan(2);
  });

  test("as a waiter joins the line is given up, and the waiter is served over another", async () => {
    await using proxy = await startProxy({ target: server });
    await using holder = createRabbitLocks({ rabbitmq: server.url });
    await using waiter = createRabbitLocks({
      rabbitmq: `amqp://127.0.0.1:${proxy.port}`,
      commandTimeout: 300,
    });
    const lock = await holder.acquire("joining");
    waiter.on("waiting", () => proxy.silence());
    const next = waiter.acquire("joining", PATIENT);
    await waitUntil(() => proxy.traffic.opened > 2, { what: "another connection" });
    await lock.release();
    await (await next).release();
  });

  test("as a fence is read is given up for another, and no lock with it", async () => {
    await using proxy = await startProxy({ target: server });
    let opened = 0;
    // The first connection is for locks, the second for fences.
    const rabbitmq = () => connect(opened++ === 0 ? server.url : `amqp://127.0.0.1:${proxy.port}`);
    await using locks = createRabbitLocks({ rabbitmq, commandTimeout: 300 });
    const held = await locks.acquire("held before");
    proxy.silence();
    const next = await locks.acquire("fenced", PATIENT);
    expect(next.fence).toBeGreaterThan(held.fence);
    expect(opened).toBeGreaterThan(2);
    expect(await held.release()).toBe(true);
  });

  test("for a while leaves to nobody a lock that is asked for anew over another", async () => {
    await using proxy = await startProxy({ target: server });
    await using others = createRabbitLocks({ rabbitmq: server.url });
    await using locks = createRabbitLocks({
      rabbitmq: `amqp://127.0.0.1:${proxy.port}`,
      commandTimeout: 300,
    });
    const held = await locks.acquire("keeps it open", { ttl: 60_000 });
    proxy.stall();
    const asked = locks.acquire("asked for anew", { ttl: 60_000, ...PATIENT });
    await waitUntil(() => proxy.traffic.opened > 2, { what: "another connection" });
    proxy.flow();
    const lock = await asked;
    expect(await lock.release()).toBe(true);
    await (await others.acquire("asked for anew", PATIENT)).release();
    expect(await held.release()).toBe(true);
    await waitUntil(() => proxy.connections === 2, { what: "the old connections' end" });
  });
});
