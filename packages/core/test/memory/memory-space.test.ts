import { createMemoryLocks, type Lock, type LockClient, MemorySpace } from "@lockwire/core";
import { expect, test } from "vitest";

test.each<[string, (lock: Lock, client: LockClient) => Promise<unknown>]>([
  ["minHold keeps them after their release", (lock) => lock.release()],
  ["their client has closed", (_, client) => client.close({ releaseHeld: false })],
])("a space forgets locks that nobody uses any more: %s", async (_, end) => {
  const space = new MemorySpace();
  const mortal = createMemoryLocks({ space });
  const lock = await mortal.acquire("forgotten", { ttl: 20, minHold: 20 });
  const before = space.at("forgotten", (state) => state);
  await end(lock, mortal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await using locks = createMemoryLocks({ space });
  for (let n = 0; n < 100; n++) await locks.acquire(`held ${n}`);
  expect(space.at("forgotten", (state) => state)).not.toBe(before);
  expect(await locks.peek("held 0")).toMatchObject({ held: true });
});
