import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryLocks, type LockClient } from "@lockwire/core";
import { Holder, Recorder, readHistory } from "@lockwire/faults";
import { expect, it } from "vitest";

it("notes the loss of a lock whose time was over when its process came to look at it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-holder-"));
  const holder = new Holder("w1", new Recorder(join(folder, "w1.ndjson"), "w1"));
  await using locks = createMemoryLocks();
  await holder.acquire(starving(locks, 50), "job", { ttl: 20 });
  const events = (await readHistory(folder)).map(({ event }) => event);
  await rm(folder, { recursive: true });
  expect(events).toEqual(["calling", "acquired", "lost"]);
});

it("does not stretch a term that was over when its process came to tell of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-holder-"));
  const holder = new Holder("w1", new Recorder(join(folder, "w1.ndjson"), "w1"));
  await using locks = createMemoryLocks();
  const extended = new Promise((resolve) => {
    locks.on("extended", () => {
      starve(300);
      resolve(undefined);
    });
  });
  holder.listen(locks);
  await holder.acquire(locks, "job", { ttl: 200 });
  await extended;
  const events = (await readHistory(folder)).map(({ event }) => event);
  await rm(folder, { recursive: true });
  expect(events).toEqual(["calling", "acquired", "lost"]);
});

/** Gives its locks to a process that does not run for so many ms. */
function starving(locks: LockClient, ms: number): LockClient {
  return Object.assign(Object.create(locks), {
    async acquire(...given: Parameters<LockClient["acquire"]>) {
      const lock = await locks.acquire(...given);
      starve(ms);
      return lock;
    },
  });
}

function starve(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
