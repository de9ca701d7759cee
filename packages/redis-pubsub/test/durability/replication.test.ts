import { LockBackendError, LockTimeoutError } from "@lockwire/core";
import { Stopwatch } from "@lockwire/core/testing";
import { countClients, countCommands, total, waitUntil } from "@lockwire/support";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CLIENTS } from "./clients.js";
import { Pair } from "./pair.js";

const REFUSED = {
  code: "LOCK_BACKEND",
  operation: "replicate",
  message: expect.stringMatching(/0 of 1 replicas confirmed it within \d+ ms/),
};

describe.each(CLIENTS)("with replication asked for over $client", (given) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await Pair.start();
  });
  afterEach(async () => {
    pair.replica.resume();
    await pair.inSync();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  test("a lock that is acquired is on the replica", async () => {
    const locks = await pair.over(given);
    for (let round = 0; round < 20; round++) {
      const lock = await locks.acquire("there");
      expect(await pair.tokens("there")).toEqual([lock.token, lock.token]);
      await lock.release();
    }
  });

  test.each([true, false])(
    "what the replica does not have is undone, handoff: %s",
    async (handoff) => {
      const locks = await pair.over(given, { handoff });
      pair.replica.pause();
      await expect(locks.acquire("undone")).rejects.toMatchObject(REFUSED);
      await waitUntil(async () => (await pair.primary.admin().exists("lockwire:{undone}")) === 0, {
        what: "the lock that did not count to be released",
      });
      await expect(locks.tryAcquire("undone")).rejects.toMatchObject(REFUSED);
      await waitUntil(async () => (await pair.primary.admin().exists("lockwire:{undone}")) === 0, {
        what: "the lock that did not count to be released",
      });
    },
  );

  test("many takes at once wait for the replica together", async () => {
    const locks = await pair.over(given);
    pair.replica.pause();
    const counted = await countCommands(pair.primary.admin());
    const takes = Array.from({ length: 20 }, (_, i) => locks.tryAcquire(`many ${i}`));
    const results = await Promise.allSettled(takes);
    expect(results.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    // One for all whose replies came in together: a slow machine may need to read them twice.
    expect(total(await counted(), "wait")).toBeLessThan(5);
  });

  test("the client that was given is free for others meanwhile", async () => {
    const { redis, ping, close } = await given.open(pair.primary.url);
    // Far longer than the test needs: it is the replica that ends the wait.
    const durability = { replicas: 1, timeout: 20_000 };
    const locks = pair.client({ redis, durability, commandTimeout: 30_000 });
    pair.replica.pause();
    let settled = false;
    const taken = locks.tryAcquire("busy").finally(() => {
      settled = true;
    });
    await pair.waiting();
    expect(await ping()).toBe("PONG");
    expect((await locks.peek("busy")).held).toBe(true);
    expect(settled).toBe(false);
    pair.replica.resume();
    expect(await taken).not.toBeNull();
    await locks.close();
    close();
  });

  test("a lock that was resumed, or kept for minHold, is on the replica", async () => {
    const [first, second] = [await pair.over(given), await pair.over(given)];
    const lock = await first.acquire("resumed", { minHold: 30_000 });
    const resumed = await second.resume("resumed", lock.token);
    expect(await pair.tokens("resumed")).toEqual([resumed?.token, resumed?.token]);
    expect([await lock.owned(), await resumed?.owned()]).toEqual([false, true]);
    await second.forceRelease("resumed");

    const kept = await first.acquire("kept", { minHold: 30_000 });
    expect(await pair.tokens("kept")).toEqual([kept.token, kept.token]);
    expect(await kept.release()).toBe(true);
    expect(await second.acquire("kept", { blockingTimeout: 2_000, onTimeout: "null" })).toBeNull();
    await second.forceRelease("kept");
  });

  test("what the replica does not have is not resumed, led or taken for a timeout", async () => {
    // A WAIT takes its whole time here, and each one waits for the one before.
    const briefly = { durability: { replicas: 1, timeout: 400 } };
    const [first, second] = [await pair.over(given), await pair.over(given, briefly)];
    const lock = await first.acquire("resuming");
    pair.replica.pause();
    await expect(second.resume("resuming", lock.token)).rejects.toMatchObject(REFUSED);
    await waitUntil(
      async () => (await pair.primary.admin().get("lockwire:{resuming}")) === lock.token,
      {
        what: "the lock to be given back",
      },
    );
    await expect(
      second.acquire("free", { blockingTimeout: 2_000, onTimeout: "null" }),
    ).rejects.toMatchObject(REFUSED);

    const operations: string[] = [];
    second.on("error", ({ error }) => {
      if (LockBackendError.is(error)) operations.push(error.operation);
    });
    const terms: string[] = [];
    const leadership = second.lead("led", async ({ token }, signal) => {
      terms.push(token);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    await waitUntil(() => operations.includes("replicate"), { what: "a refusal" });
    expect(terms).toEqual([]);
    pair.replica.resume();
    await waitUntil(() => leadership.isLeader, { what: "the leader" });
    expect(await pair.tokens("led")).toEqual([terms[0], terms[0]]);
    await leadership.stop();
  });

  test("an upgrade that is refused waits for no replica", async () => {
    const locks = await pair.over(given);
    const shared = { mode: "shared" } as const;
    const sharers = [
      await locks.acquire("refused", shared),
      await locks.acquire("refused", shared),
    ];
    pair.replica.pause();
    expect(await sharers[0]?.tryUpgrade()).toBeNull();
    for (const sharer of sharers) expect(await sharer.release()).toBe(true);
  });

  test("a slot or a downgrade that leaves dead waiters to remove waits for the replica too", async () => {
    const locks = await pair.over(given);
    const downgraded = await locks.acquire("downgraded");
    await pair.queueDead("downgraded");
    await pair.queueDead("slot");
    pair.replica.pause();
    await expect(locks.tryAcquire("slot", { limit: 2 })).rejects.toMatchObject(REFUSED);
    await expect(downgraded.downgrade()).rejects.toMatchObject(REFUSED);
    pair.replica.resume();
    await downgraded.release();
  });

  test("the wait for the replica is part of blockingTimeout", async () => {
    const locks = await pair.over(given, { durability: { replicas: 1, timeout: 1_500 } });
    pair.replica.pause();
    using watch = new Stopwatch();
    await expect(locks.acquire("bound", { blockingTimeout: 300 })).rejects.toThrow(
      LockTimeoutError,
    );
    const over = watch.overrun(300);
    expect(over).toBeGreaterThanOrEqual(-1);
    expect(over).toBeLessThan(500);
    await waitUntil(async () => (await pair.primary.admin().exists("lockwire:{bound}")) === 0, {
      what: "the undoing",
    });
  });

  test("a WAIT whose connection was lost confirms nothing", async () => {
    const locks = await pair.over(given, { durability: { replicas: 1, timeout: 1_500 } });
    pair.replica.pause();
    const taken = locks.tryAcquire("cut");
    const refused = expect(taken).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    await pair.waiting();
    const list = await pair.primary.admin().client("LIST");
    const id = /^id=(\d+) .* flags=b /m.exec(String(list))?.[1];
    await pair.primary.admin().client("KILL", "ID", Number(id));
    await refused;
    await waitUntil(async () => (await pair.primary.admin().exists("lockwire:{cut}")) === 0, {
      what: "the undoing",
    });
  });
});

test.each(CLIENTS)("nothing of replication is left after close, over $client", async (given) => {
  await using pair = await Pair.start();
  const admin = pair.primary.admin();
  const { redis, close } = await given.open(pair.primary.url);
  const locks = pair.client({ redis });
  await (await locks.acquire("left")).release();
  expect(await countClients(admin, "normal")).toBe(2);
  await locks.close();
  close();
  await waitUntil(async () => (await countClients(admin, "normal")) === 0, {
    what: "the connections to be closed",
  });
});
