import { waitUntil } from "@lockwire/support";
import { describe, expect, it } from "vitest";
import { LockBackendError } from "../../src/contract/errors.js";
import { type FaultyLocks, faultyLocks } from "../helpers/faulty-locks.js";

const TTL = { ttl: 60_000 };

/** The lock of a process that has handed its token on. */
async function handedOn({ others }: FaultyLocks) {
  const lock = await others.acquire("handed on", TTL);
  return { lock, name: lock.name, token: lock.token };
}

it("takes a lock over whose first reply was lost", async () => {
  const stage = faultyLocks();
  const { lock, name, token } = await handedOn(stage);
  stage.backend.fail("takeOver", { error: new Error("cut") });
  const resumed = stage.locks.resume(name, token);
  await waitUntil(() => stage.backend.count("takeOver") > 0, { what: "the first step" });
  stage.backend.heal();
  expect((await resumed)?.fence).toBeGreaterThan(lock.fence);
  expect(await lock.owned()).toBe(false);
  await stage.locks.close();
});

it("finds that it has taken the lock over already, by a step that was not answered", async () => {
  const stage = faultyLocks();
  const { name, token } = await handedOn(stage);
  let steps = 0;
  const { backend, locks } = stage;
  const { contender } = backend;
  backend.contender = (claim) => {
    const made = contender.call(backend, claim);
    const takeOver = async (from: string, ttl: number) => {
      const taken = await made.takeOver?.(from, ttl);
      steps += 1;
      if (steps === 1) throw new Error("the reply was lost");
      return taken;
    };
    return { ...made, takeOver };
  };
  const lock = await locks.resume(name, token, TTL);
  expect(steps).toBe(2);
  expect(await lock?.release()).toBe(true);
  expect((await stage.others.peek(name)).held).toBe(false);
  await locks.close();
});

describe("what came to nothing", () => {
  it.each(["reply lost", { replyAfter: 150 }, { arrivesAfter: 150 }] as const)(
    "goes back to the token: %o",
    async (fault) => {
      const stage = faultyLocks({ commandTimeout: 50 });
      const { locks, backend, others } = stage;
      const { name, token } = await handedOn(stage);
      backend.fail("takeOver", fault);
      const failure = { code: "LOCK_BACKEND", operation: "resume" };
      await expect(locks.resume(name, token, TTL)).rejects.toMatchObject(failure);
      expect((await others.peek(name)).held).toBe(true);
      backend.heal();
      const again = await waitUntil(() => locks.resume(name, token, TTL), { what: "the lock" });
      expect(await again.owned()).toBe(true);
      expect(await others.tryAcquire(name)).toBeNull();
      await waitUntil(() => backend.count("takeOver") >= 4, { what: "a later look" });
      expect(await again.release()).toBe(true);
      await locks.close();
    },
  );

  it("goes back when the caller cancels, and when the client is closed", async () => {
    for (const end of ["cancel", "close"] as const) {
      const stage = faultyLocks();
      const { locks, backend, others } = stage;
      const { name, token } = await handedOn(stage);
      const stop = new AbortController();
      backend.fail("takeOver", "reply lost");
      const resumed = locks.resume(name, token, { ...TTL, signal: stop.signal });
      const rejected = expect(resumed).rejects.toThrow(end === "cancel" ? "stopped" : "closed");
      await waitUntil(() => backend.count("takeOver") > 0, { what: "the step" });
      backend.heal();
      if (end === "cancel") stop.abort(new Error("stopped"));
      else await locks.close();
      await rejected;
      const again = await waitUntil(() => others.resume(name, token), { what: "the lock" });
      await again.release();
      await locks.close();
    }
  });

  it("is no loop where the backend refuses", async () => {
    const stage = faultyLocks();
    const { name, token, lock } = await handedOn(stage);
    const refused = new LockBackendError(name, "resume", { message: "refused", retryFor: 0 });
    stage.backend.fail("takeOver", { error: refused });
    await expect(stage.locks.resume(name, token)).rejects.toBe(refused);
    expect(await lock.owned()).toBe(true);
    await stage.locks.close();
  });
});
