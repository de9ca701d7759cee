import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startRabbit, waitUntil } from "@lockwire/support";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHolder } from "./helpers/holder.js";
import { connectionsOf, lineOf, queuesOf, waiting } from "./helpers/look.js";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

const LONG = { ttl: 60_000, blockingTimeout: 50_000 };

withRabbit("a broker", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit({
      // Half an hour by default, and looked for once a minute.
      config: ["consumer_timeout = 15000"],
      advanced: "[{rabbit, [{channel_tick_interval, 1000}]}].",
    });
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  test("that lets nobody keep a message for long leaves a holder its lock, its connection and its turn", async () => {
    await using other = createRabbitLocks({ rabbitmq: server.url });
    await using waiter = createRabbitLocks({ rabbitmq: server.url });
    await using holder = await startHolder(server.url, "timeout", LONG);
    const waits = waiting(other);
    const next = other.acquire("timeout", LONG);
    await waits;
    // A lock whose turn came with it, from its holder before.
    const before = await waiter.acquire("came", LONG);
    const waitsToo = waiting(other);
    const coming = other.acquire("came", LONG);
    await waitsToo;
    await before.release();
    const came = await coming;
    const last = waiter.acquire("came", LONG);
    // One that keeps what it was given, so that the test sees that the broker does mind.
    const connection = await connect(server.url);
    const channel = await connection.createChannel();
    const closed = new Promise<Error>((resolve) => channel.on("error", resolve));
    await channel.assertQueue("kept", { exclusive: true });
    await channel.consume("kept", () => undefined);
    channel.publish("", "kept", Buffer.from("for ever"));
    expect((await closed).message).toMatch(/timed out/);
    await connection.close();
    expect(came.signal.aborted).toBe(false);
    expect(await came.release()).toBe(true);
    await (await last).release();
    // The turn is still with the holder, whose death passes it on at once.
    holder.signal("SIGKILL");
    await (await next).release();
    expect(await server.log()).not.toMatch(
      /Consumer .* timed out.*lockwire|closing .* channel error/,
    );
  }, 180_000);

  test("that limits deliveries drops no turn, whatever kind of queue it makes by default", async () => {
    await server.ctl("set_policy", "limit", ".*", '{"delivery-limit":1}', "--apply-to", "queues");
    const clients = [0, 1].map(() => createRabbitLocks({ rabbitmq: server.url }));
    const fences: number[] = [];
    await Promise.all(
      clients.map(async (locks) => {
        for (let round = 0; round < 12; round++) {
          await locks.withLock("limit", LONG, ({ fence }) => fences.push(fence));
        }
      }),
    );
    expect(fences).toHaveLength(24);
    expect(fences).toEqual(fences.toSorted((a, b) => a - b));
    const lock = await clients[0]?.acquire("limit", LONG);
    const next = clients[1]?.acquire("limit", LONG);
    await using line = await lineOf(server, "limit");
    await waitUntil(async () => (await line.length()) > 0, { what: "a line" });
    const kinds = (await queuesOf(server)).filter((line) => !line.includes("fences"));
    expect(kinds.filter((line) => !line.includes("\tclassic\t"))).toEqual([]);
    await lock?.release();
    await (await next)?.release();
    await server.ctl("clear_policy", "limit");
    await Promise.all(clients.map((locks) => locks.close()));
  }, 180_000);

  test("needs to permit no more than the README says", async () => {
    await server.ctl("add_user", "locks", "secret");
    const permissions = [
      "^lockwire:",
      "^(lockwire:.*|amq\\.default)$",
      "^(lockwire:.*|amq\\.default)$",
    ];
    await server.ctl("set_permissions", "locks", ...permissions);
    await using locks = createRabbitLocks({ rabbitmq: urlOf("locks:secret") });
    await using others = createRabbitLocks({ rabbitmq: urlOf("locks:secret") });
    const lock = await locks.acquire("permitted", LONG);
    const waits = waiting(others);
    const next = others.acquire("permitted", LONG);
    await waits;
    await lock.extend();
    await lock.release();
    await (await next).release();
    expect(await others.peek("permitted")).toMatchObject({ held: false });
    await using elsewhere = createRabbitLocks({
      rabbitmq: urlOf("locks:secret"),
      prefix: "other:",
    });
    await expect(elsewhere.acquire("permitted", LONG)).rejects.toMatchObject({
      code: "LOCK_BACKEND",
      retryFor: 0,
    });
  });

  test.each([
    ["a wrong password", () => urlOf("guest:wrong"), 0],
    ["a vhost that there is not", () => `${server.url}/nowhere`, 2_000],
  ])("refuses %s without waiting on, and no secret is shown", async (_, url, retryFor) => {
    await using locks = createRabbitLocks({ rabbitmq: url() });
    const refused = locks.acquire("refused", LONG);
    await expect(refused).rejects.toMatchObject({ code: "LOCK_BACKEND", retryFor });
    const error = await refused.catch((reason: unknown) => reason);
    expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain(
      "wrong@",
    );
  });

  test("bounds the ttl by the heartbeat that it agrees to", async () => {
    const rabbitmq = () => connect(`${server.url}?heartbeat=5`, { noDelay: true });
    await using locks = createRabbitLocks({ rabbitmq, ttl: 5_000 });
    await using lock = await locks.acquire("bounded");
    expect(lock.remaining()).toBeLessThanOrEqual(5_000);
    const long = "a ttl of 5001 ms is more than the connection's heartbeat of 5000 ms";
    await expect(locks.tryAcquire("longer", { ttl: 5_001 })).rejects.toThrow(long);
    await expect(lock.extend(5_001)).rejects.toThrow(long);
    expect(await locks.peek("longer")).toMatchObject({ held: false });
  });

  test("serves a client whose connections a function opens, but no two over the same one", async () => {
    const opened: ChannelModel[] = [];
    const rabbitmq = async () => {
      const connection = await connect(server.url, { noDelay: true });
      opened.push(connection);
      return connection;
    };
    const locks = createRabbitLocks({ rabbitmq });
    const lock = await locks.acquire("shared");
    const [first] = opened;
    await using others = createRabbitLocks({ rabbitmq: async () => first as ChannelModel });
    await expect(others.tryAcquire("shared")).rejects.toMatchObject({
      code: "LOCK_BACKEND",
      retryFor: 0,
    });
    expect(lock.signal.aborted).toBe(false);
    await locks.close();
    for (const connection of opened) await expect(connection.createChannel()).rejects.toThrow();
    await using none = createRabbitLocks({ rabbitmq: async () => ({}) as ChannelModel });
    await expect(none.acquire("none")).rejects.toThrow("must open a connection of amqplib");
  });

  test("whose stream of fences is only being made serves those who all come first", async () => {
    const clients = Array.from({ length: 8 }, () =>
      createRabbitLocks({ rabbitmq: server.url, prefix: "first:" }),
    );
    let lost = 0;
    for (const locks of clients) locks.on("lost", () => lost++);
    const held = await Promise.all(
      clients.map((locks, each) => locks.acquire(`own-${each}`, LONG)),
    );
    expect(new Set(held.map(({ fence }) => fence)).size).toBe(8);
    await Promise.all(held.map((lock) => lock.extend()));
    expect(lost).toBe(0);
    await Promise.all(clients.map((locks) => locks.close()));
  });

  test("that is low on memory, and takes no message, leaves holders their locks", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    await using others = createRabbitLocks({ rabbitmq: server.url, commandTimeout: 1_000 });
    await (await others.acquire("warm")).release();
    const lock = await locks.acquire("alarm", { ttl: 3_000 });
    await server.ctl("set_vm_memory_high_watermark", "absolute", "1MB");
    await expect(others.tryAcquire("another")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    await expect(others.tryAcquire("one more")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    // It does not read the end of a blocked connection either: more of them would pile up.
    expect(await connectionsOf(server)).toHaveLength(4);
    const extended = new Promise((resolve) => locks.on("extended", resolve));
    await lock.extend();
    await extended;
    expect(lock.signal.aborted).toBe(false);
    expect(await lock.release()).toBe(true);
    await server.ctl("set_vm_memory_high_watermark", "0.4");
    await (await others.acquire("another", LONG)).release();
  });

  const urlOf = (login: string): string => server.url.replace("//", `//${login}@`);
});
