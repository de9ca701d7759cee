import { Stopwatch } from "@lockwire/core/testing";
import { waitUntil } from "@lockwire/support";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CLIENTS } from "./clients.js";
import { Pair } from "./pair.js";

const REFUSED = { code: "LOCK_BACKEND", operation: "replicate" };

describe.each(CLIENTS)("waiters that ask for replication over $client", (given) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await Pair.start();
  });
  afterEach(async () => {
    pair.replica.resume();
    await pair.inSync();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  const queued = (name: string): Promise<void> =>
    waitUntil(async () => (await pair.primary.admin().zcard(`lockwire:{${name}}:queue`)) === 1, {
      what: "a place in the queue",
    }).then(() => undefined);

  const free = (name: string): Promise<void> =>
    waitUntil(async () => (await pair.primary.admin().exists(`lockwire:{${name}}`)) === 0, {
      what: "the lock that did not count to be released",
    }).then(() => undefined);

  test("have what a release granted them on the replica before they hear of it", async () => {
    const [holder, waiter] = [await pair.over(given), await pair.over(given)];
    const held = await holder.acquire("granted");
    const next = waiter.acquire("granted");
    await queued("granted");
    await held.release();
    const lock = await next;
    expect(await pair.tokens("granted")).toEqual([lock.token, lock.token]);
    expect(lock.fence).toBeGreaterThan(held.fence);
    expect(lock.remaining()).toBeGreaterThan(20_000);
    await lock.release();
  });

  test("are refused what a release granted them while the replica does not have it", async () => {
    const [holder, waiter] = [await pair.over(given), await pair.over(given)];
    const held = await holder.acquire("refused");
    const next = waiter.acquire("refused");
    const refused = expect(next).rejects.toMatchObject(REFUSED);
    await queued("refused");
    pair.replica.pause();
    expect(await held.release()).toBe(true);
    await refused;
    await free("refused");
  });

  test("of one process go on under a lease that the replica has", async () => {
    const locks = await pair.over(given);
    // It goes on while a hundredth of it has passed: enough for a machine that is busy.
    const ttl = 600_000;
    const held = await locks.acquire("cohort", { ttl });
    const waiters = Array.from({ length: 5 }, () => locks.acquire("cohort", { ttl }));
    await pair.inSync();
    pair.replica.pause();
    const fences = [held.fence];
    await held.release();
    for (const waiter of waiters) {
      const lock = await waiter;
      fences.push(lock.fence);
      await lock.release();
    }
    expect(new Set(fences).size).toBe(6);
    expect(fences).toEqual([...fences].sort((a, b) => a - b));
  });

  test("of one process ask the replica where a script passes the lock on", async () => {
    const locks = await pair.over(given);
    const held = await locks.acquire("passed");
    const next = locks.acquire("passed", { autoExtend: false });
    await held.release();
    const lock = await next;
    expect(await pair.tokens("passed")).toEqual([lock.token, lock.token]);

    const last = locks.acquire("passed", { autoExtend: false });
    const refused = expect(last).rejects.toMatchObject(REFUSED);
    pair.replica.pause();
    expect(await lock.release()).toBe(true);
    await refused;
    await free("passed");
  });

  test("lose the lock at the end of the last term that the replica has", async () => {
    const locks = await pair.over(given);
    const errors: unknown[] = [];
    locks.on("error", ({ error }) => errors.push(error));
    const lock = await locks.acquire("term", { ttl: 4_000 });
    using watch = new Stopwatch();
    pair.replica.pause();
    await new Promise((resolve) => lock.signal.addEventListener("abort", resolve));
    expect(watch.overrun(4_000)).toBeLessThan(500);
    expect(lock.signal.reason).toMatchObject({ why: "unreachable" });
    expect(errors).toContainEqual(expect.objectContaining({ operation: "replicate" }));
  });
});
