import { expect, it } from "vitest";
import type { Claim, Contender } from "../../src/contract/backend.js";
import type { LockEvents } from "../../src/contract/events.js";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { memoryBackend } from "../../src/memory/memory-backend.js";
import { MemorySpace } from "../../src/memory/memory-space.js";

it("asks ever less often while its wait fails and its attempts are answered", async () => {
  const space = new MemorySpace();
  const backend = memoryBackend(space);
  const contender = (claim: Claim): Contender => {
    const nextChance = () => Promise.reject(new Error("hears nothing"));
    return Object.assign(backend.contender(claim), { nextChance });
  };
  await using others = createMemoryLocks({ space });
  await using locks = createLocks(() => ({ ...backend, contender }));
  const held = await others.acquire("deaf");
  await expect(locks.acquire("deaf", { blockingTimeout: 400 })).rejects.toMatchObject({
    code: "LOCK_TIMEOUT",
    attempts: expect.toSatisfy((attempts: number) => attempts <= 8),
  });

  const acquired = new Promise<LockEvents["acquired"]>((resolve) => locks.on("acquired", resolve));
  const waiting = locks.acquire("deaf");
  await held.release();
  await (await waiting).release();
  expect((await acquired).name).toBe("deaf");
});
