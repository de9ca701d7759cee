import { createMemoryLocks, type LockClient, MemorySpace } from "@lockwire/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { faultyLocks } from "../helpers/faulty-locks.js";

/** The clients of a lock that is held, and how many stand in line for it at the backend. */
async function heldElsewhere(options: { readonly limit?: number } = {}) {
  const space = new MemorySpace();
  const [holder, client] = [createMemoryLocks({ space }), createMemoryLocks({ space })];
  onTestFinished(async () => {
    await client.close();
    await holder.close();
  });
  const lock = await holder.acquire("job", options);
  const contending = async () => (await settled(client)).waiting;
  return { lock, client, contending };
}

/** The lock, once everything that is ready to run has run. */
async function settled(client: LockClient) {
  await new Promise((resolve) => setImmediate(resolve));
  return client.peek("job");
}

const SHARED = { mode: "shared" } as const;

describe("the line within a process", () => {
  test("ends waits whose time is up without an attempt of each, one after another", async () => {
    const { locks, backend, others } = faultyLocks();
    await others.acquire("crowd");
    const waits = Array.from({ length: 300 }, () =>
      locks.acquire("crowd", { blockingTimeout: 100, onTimeout: "null" }),
    );
    expect(await Promise.all(waits)).toEqual(Array(300).fill(null));
    expect(backend.count("acquire")).toBeLessThan(150);
    await locks.close();
  });

  test("lets sharers that follow each other through together", async () => {
    const { lock, client, contending } = await heldElsewhere();
    const reads = [1, 2, 3].map(() => client.acquire("job", SHARED));
    expect(await contending()).toBe(3);
    await lock.release();
    await Promise.all(reads);
  });

  test("keeps a sharer behind an exclusive waiter, until that gives up", async () => {
    const { lock, client, contending } = await heldElsewhere();
    const first = client.acquire("job", SHARED);
    const cancel = new AbortController();
    const writing = client.acquire("job", { signal: cancel.signal });
    const second = client.acquire("job", SHARED);
    expect(await contending()).toBe(1);
    cancel.abort("enough");
    await expect(writing).rejects.toBe("enough");
    expect(await contending()).toBe(2);
    await lock.release();
    expect((await second).fence).toBe((await first).fence);
  });

  test("serves an exclusive waiter between the sharers before and behind it", async () => {
    const { lock, client } = await heldElsewhere();
    const served: string[] = [];
    const waits = (["shared", "exclusive", "shared"] as const).map((mode) =>
      client.withLock("job", { mode }, () => void served.push(mode)),
    );
    await lock.release();
    await Promise.all(waits);
    expect(served).toEqual(["shared", "exclusive", "shared"]);
  });

  test("lets as many through as a limit has places, and no more", async () => {
    const { lock, client, contending } = await heldElsewhere({ limit: 1 });
    const blocked = client.acquire("job", { limit: 1 });
    expect(await contending()).toBe(1);
    const waits = Array.from({ length: 5 }, () => client.acquire("job", { limit: 3 }));
    expect(await contending()).toBe(3);
    await lock.release();
    await (await blocked).release();
    await Promise.all(waits.slice(0, 3));
    expect(await contending()).toBe(2);
    for (const wait of waits) await (await wait).release();
    expect((await settled(client)).held).toBe(false);
  });
});
