import { Stopwatch } from "@lockwire/core/testing";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { type RabbitServer, startProxy, startRabbit, waitUntil } from "@lockwire/support";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHolder } from "./helpers/holder.js";
import { waiting } from "./helpers/look.js";
import { NODE_STARTS, withRabbit } from "./helpers/rabbit.js";

/** Far longer than any of these tests. */
const LONG = { ttl: 60_000, blockingTimeout: 50_000 };

withRabbit("a holder", () => {
  let server: RabbitServer;

  beforeAll(async () => {
    server = await startRabbit();
  }, NODE_STARTS);

  afterAll(() => server?.stop());

  test("that is killed frees its lock at once, whatever its ttl, and wakes the next in line", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    await using holder = await startHolder(server.url, "killed", LONG);
    const waits = waiting(locks);
    const next = locks.acquire("killed", LONG);
    await waits;
    // The turn is with the holder: its death is what passes it on.
    await waitUntil(async () => (await locks.peek("killed")).held, { what: "the holder's answer" });
    holder.signal("SIGKILL");
    const lock = await next;
    expect(lock.fence).toBeGreaterThan(holder.fence);
    await lock.release();
  });

  test("whose lock expires under a question is asked again", async () => {
    // The question has to be in the queue as the broker deletes it, which happened to one in ten of these. A waiter that
    // does not ask again waits ten seconds for the answer.
    const commandTimeout = 20_000;
    const overrun = async (n: number) => {
      await using mortal = createRabbitLocks({ rabbitmq: server.url });
      await using successor = createRabbitLocks({ rabbitmq: server.url, commandTimeout });
      using watch = new Stopwatch();
      await mortal.acquire(`expires ${n}`, { ttl: 300, autoExtend: false });
      await mortal.close({ releaseHeld: false });
      await successor.acquire(`expires ${n}`);
      return watch.overrun(300);
    };
    const overruns: number[] = [];
    for (let n = 0; n < 60; n += 10) {
      const crowd = Array.from({ length: 10 }, (_, i) => overrun(n + i));
      overruns.push(...(await Promise.all(crowd)));
    }
    expect(Math.max(...overruns)).toBeLessThan(commandTimeout / 4);
  });

  test("that releases keeps its own client from the lock no longer than the broker does", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    for (let turn = 0; turn < 20; turn++) {
      const lock = await locks.acquire("its own");
      const released = lock.release();
      const again = await locks.tryAcquire("its own");
      expect(await released).toBe(true);
      expect(again).not.toBeNull();
      await again?.release();
    }
  });

  test("that stands still loses its lock after its ttl, hears of it first, and frees nothing", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    await using holder = await startHolder(server.url, "stopped", { ttl: 1_500 });
    const waits = waiting(locks);
    const next = locks.acquire("stopped", LONG);
    await waits;
    holder.signal("SIGSTOP");
    const lock = await next;
    expect(lock.fence).toBeGreaterThan(holder.fence);

    holder.input.write("look\nrelease\n");
    holder.signal("SIGCONT");
    await holder.shows(/lost (expired|unreachable)/);
    await holder.shows(/aborted true/);
    await holder.shows(/released false/);
    expect(lock.signal.aborted).toBe(false);
    await lock.extend();
    expect(await lock.release()).toBe(true);
  });

  test("that stood still before anyone waited is waited for no longer than its ttl", async () => {
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    await using holder = await startHolder(server.url, "still", { ttl: 1_500 });
    holder.signal("SIGSTOP");
    expect((await locks.peek("still")).held).toBe(true);
    await expect(locks.forceRelease("still")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    const lock = await locks.acquire("still", LONG);
    expect(lock.fence).toBeGreaterThan(holder.fence);
    expect(await lock.release()).toBe(true);
  });

  test("whose connection is cut is told at once, and another has the lock", async () => {
    await using proxy = await startProxy({ target: server });
    await using cut = createRabbitLocks({ rabbitmq: `amqp://127.0.0.1:${proxy.port}` });
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    const held = await cut.acquire("cut", LONG);
    const { signal } = held;
    const waits = waiting(locks);
    const next = locks.acquire("cut", LONG);
    await waits;
    proxy.cut();
    await toldAtOnce(signal);
    expect(signal.reason).toMatchObject({ code: "LOCK_LOST", why: "stolen" });
    expect(held.remaining()).toBe(0);
    const lock = await next;
    expect(lock.fence).toBeGreaterThan(held.fence);
    expect(await held.release()).toBe(false);
    expect(lock.signal.aborted).toBe(false);
    await lock.release();
    // It connects anew.
    await (await cut.acquire("cut", LONG)).release();
  });

  test("whose connection ends at the broker alone learns it by its deadline; the fence tells it from the next", async () => {
    await using proxy = await startProxy({ target: server });
    await using deaf = createRabbitLocks({
      rabbitmq: `amqp://127.0.0.1:${proxy.port}`,
      commandTimeout: 500,
    });
    const held = await deaf.acquire("deaf", { ttl: 6_000 });
    const { signal } = held;
    proxy.drop();
    await server.ctl("close_all_connections", "the end that its client does not hear of");
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    const next = await locks.acquire("deaf", LONG);
    expect(next.fence).toBeGreaterThan(held.fence);
    await waitUntil(() => signal.aborted, { what: "the loss to be told", timeout: 8_000 });
    expect(held.remaining()).toBe(0);
    await proxy.heal();
    expect(await held.release()).toBe(false);
    expect(next.signal.aborted).toBe(false);
    expect(await next.release()).toBe(true);
  });

  test("whose fence came after its lock was gone does not get that fence", async () => {
    await using proxy = await startProxy({ target: server });
    let opened = 0;
    // The first connection is for locks, the second for fences, which are late.
    const rabbitmq = () => connect(opened++ === 0 ? server.url : `amqp://127.0.0.1:${proxy.port}`);
    await using late = createRabbitLocks({ rabbitmq, commandTimeout: 30_000 });
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    await (await late.acquire("warm", LONG)).release();
    proxy.stall("toServer");
    const waits = waiting(late);
    const attempt = late.acquire("late", LONG);
    await waitUntil(async () => (await locks.peek("late")).held, {
      what: "the lock to be held",
    });
    await server.ctl("delete_queue", "lockwire:lock:late");
    const next = await locks.acquire("late", LONG);
    proxy.flow("toServer");
    await waits;
    expect(await next.release()).toBe(true);
    const lock = await attempt;
    expect(lock.fence).toBeGreaterThan(next.fence);
    expect(await lock.release()).toBe(true);
  });

  test("that hears nothing of the broker has lost its lock by its deadline", async () => {
    await using proxy = await startProxy({ target: server });
    await using mute = createRabbitLocks({
      rabbitmq: `amqp://127.0.0.1:${proxy.port}`,
      commandTimeout: 500,
    });
    await using locks = createRabbitLocks({ rabbitmq: server.url });
    const held = await mute.acquire("mute", { ttl: 1_500 });
    const { signal } = held;
    let toldFirst = false;
    const waits = waiting(locks);
    const next = locks.acquire("mute", LONG).then((lock) => {
      toldFirst = signal.aborted;
      return lock;
    });
    await waits;
    proxy.stall();
    const lock = await next;
    expect(toldFirst).toBe(true);
    expect(signal.reason).toMatchObject({ why: "unreachable" });
    await lock.release();
    // Nothing is held on the silent connection any more: what is asked next goes over a new one.
    proxy.flow();
    await (await mute.acquire("mute", LONG)).release();
  });

  test("keeps a lock whose renewals are answered again in time", async () => {
    await using proxy = await startProxy({ target: server });
    await using locks = createRabbitLocks({
      rabbitmq: `amqp://127.0.0.1:${proxy.port}`,
      commandTimeout: 300,
    });
    const held = await locks.acquire("again", { ttl: 6_000 });
    let failed = 0;
    locks.on("error", () => failed++);
    proxy.stall();
    await expect(held.extend()).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    proxy.flow();
    // The session is retired: what is new has another connection, and the lock keeps its own.
    await (await locks.acquire("another", LONG)).release();
    expect(proxy.connections).toBe(4);
    await held.extend();
    expect(held.signal.aborted).toBe(false);
    expect(await locks.tryAcquire("again")).toBeNull();
    expect(await held.release()).toBe(true);
    await waitUntil(() => proxy.connections === 2, { what: "the old connections' end" });
    expect(failed).toBe(0);
  });

  test(
    "of a node that restarts hears of its loss, its waiters wait on, and fences rise",
    async () => {
      await using locks = createRabbitLocks({ rabbitmq: server.url });
      await using others = createRabbitLocks({ rabbitmq: server.url });
      const held = await locks.acquire("restart", LONG);
      const { signal } = held;
      const waits = waiting(others);
      const next = others.acquire("restart", { ...LONG, blockingTimeout: NODE_STARTS });
      await waits;
      await server.kill();
      await toldAtOnce(signal);
      expect(held.signal.reason).toMatchObject({ why: "stolen" });
      await expect(locks.tryAcquire("restart")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
      await server.start();
      const lock = await next;
      expect(lock.fence).toBeGreaterThan(held.fence);
      expect(await held.release()).toBe(false);
      await lock.release();
    },
    2 * NODE_STARTS,
  );
});

/** Long before a renewal, which would be after 20 s, could tell. */
function toldAtOnce(signal: AbortSignal): Promise<boolean> {
  return waitUntil(() => signal.aborted, { what: "the loss to be told", timeout: 8_000 });
}
