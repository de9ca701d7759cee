import { expect, it } from "vitest";
import type { LockEvents } from "../../src/contract/events.js";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { MemoryStore } from "../../src/memory/memory-store.js";

it("asks ever less often while its watch fails and its attempts are answered", async () => {
  const space = new MemorySpace();
  const next = () => Promise.reject(new Error("hears nothing"));
  const watcher = () => ({
    watch: async () => ({ next, stop: () => undefined }),
    close: async () => undefined,
  });
  await using others = createMemoryLocks({ space });
  await using locks = createLocks({ store: new MemoryStore(space), watcher });
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
