import { waitUntil } from "@lockwire/support";
import { expect, it } from "vitest";
import { now } from "../../src/engine/time/clock.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

const TERMS = { ttl: 60_000, minHold: 1_200 };

it.each(["request lost", "reply lost", { replyAfter: 150 }, { arrivesAfter: 150 }] as const)(
  "keeps the lock taken when the release fails at first: %o",
  async (fault) => {
    const { locks, backend, others } = faultyLocks({ commandTimeout: 50 });
    const since = now();
    const lock = await locks.acquire("kept", TERMS);
    backend.fail("release", fault);
    await expect(lock.release()).rejects.toMatchObject({ operation: "release" });
    backend.heal();
    await waitUntil(async () => (await others.peek("kept")).ttl <= TERMS.minHold, {
      what: "the end of its lease",
    });
    expect(await others.tryAcquire("kept")).toBeNull();
    await (await others.acquire("kept")).release();
    expect(now() - since).toBeGreaterThanOrEqual(TERMS.minHold);
    await locks.close();
  },
);

it("keeps the lock taken while an attempt of before is undone", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50 });
  backend.fail("acquire", "reply lost");
  const acquiring = locks.acquire("unsettled", TERMS);
  await waitUntil(() => backend.count("acquire") > 0, { what: "the first attempt" });
  backend.heal();
  await (await acquiring).release();
  const released = backend.count("release");
  await waitUntil(() => backend.count("release") > released, { what: "a later look" });
  expect(await others.tryAcquire("unsettled")).toBeNull();
  await locks.close();
});

it("leaves no lock taken that its caller never got, whenever that cancels", async () => {
  let stopped = 0;
  for (let turns = 0; turns < 16; turns++) {
    const { locks, backend, others } = faultyLocks();
    const stop = new AbortController();
    backend.afterAcquire = async (reply) => {
      const acquired = await reply;
      void afterTurns(turns).then(() => stop.abort(new Error("stopped")));
      return acquired;
    };
    const options = { ttl: 60_000, minHold: 60_000, signal: stop.signal };
    const got = await locks.acquire("stopped", options).catch(() => undefined);
    if (got) continue;
    stopped += 1;
    await waitUntil(() => others.tryAcquire("stopped"), { what: "a free lock", timeout: 1_000 });
  }
  expect(stopped).toBeGreaterThan(0);
});

/** So many turns of the microtask queue later. */
async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

it("keeps a lock taken that its client has lost at its longest hold", async () => {
  const { locks, others } = faultyLocks();
  const since = now();
  const lock = await locks.acquire("longest", { minHold: 300, maxHold: 300, ttl: 60_000 });
  await waitUntil(() => lock.signal.aborted, { what: "its end" });
  await (await others.acquire("longest")).release();
  expect(now() - since).toBeGreaterThanOrEqual(300);
  await locks.close();
});
