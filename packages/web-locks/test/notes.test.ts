import { createMemoryLocks, type LockClient, MemorySpace } from "@lockwire/core";
import { extensionsOf } from "@lockwire/core/backend";
import { createWebLocks } from "@lockwire/web-locks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deferred } from "./helpers/deferred.js";

const clients: LockClient[] = [];
let space: MemorySpace;

beforeEach(() => {
  space = new MemorySpace();
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

function open(): LockClient {
  const client = createMemoryLocks({ space });
  clients.push(client);
  return client;
}

/** What the clients have noted. */
const notes = async () => (await extensionsOf(open())?.notes?.read("web-locks")) ?? [];

test("a lock is noted for as long as it is held, also for longer than its ttl", async () => {
  const client = open();
  const renewed = deferred();
  const renewals: number[] = [];
  client.on("extended", () => {
    if (renewals.push(1) === 4) renewed.resolve();
  });
  const other = createWebLocks(open());
  const held = await createWebLocks(client, { ttl: 900 }).request("name", async () => {
    await renewed.promise;
    return (await other.query()).held.length;
  });
  expect(held).toBe(1);
  expect(await notes()).toEqual([]);
});

test("its note is gone no later than the lock", async () => {
  const client = open();
  const atRelease: Promise<readonly string[]>[] = [];
  client.on("released", () => {
    atRelease.push(notes());
  });
  const noted = await createWebLocks(client).request("name", notes);
  expect(noted).toHaveLength(1);
  expect(await Promise.all(atRelease)).toEqual([[]]);
});

test("what is no note of this version is ignored", async () => {
  const { notes: board } = extensionsOf(open()) ?? expect.unreachable();
  const foreign = ["", "text", "null", "[]", "{}", '["a","held",0,"exclusive","b"]'];
  const wrong = [
    '["a","other",0,"exclusive","b","c"]',
    '["a","held","0","exclusive","b","c"]',
    '["a","held",0,"limited","b","c"]',
    '["a","held",0,"shared",1,"c"]',
  ];
  await board?.write("web-locks", { remove: [], add: [...foreign, ...wrong], ttl: 60_000 });
  expect(await createWebLocks(open()).query()).toEqual({ held: [], pending: [] });
});

test("no more than 1,000 are noted, and no name of more than 4,096 characters", async () => {
  const locks = createWebLocks(open());
  const end = deferred();
  const names = Array.from({ length: 1_005 }, (_, index) => `name ${index}`);
  const requests = ["x".repeat(4_097), ...names].map((name) =>
    locks.request(name, () => end.promise),
  );
  expect((await locks.query()).held).toHaveLength(1_006);
  expect(await notes()).toHaveLength(1_000);
  expect((await createWebLocks(open()).query()).held).toHaveLength(1_000);
  end.resolve();
  await Promise.all(requests);
  expect(await notes()).toEqual([]);
});

test("a client keeps no manager that has nothing noted", async () => {
  const client = open();
  const extensions = extensionsOf(client) ?? expect.unreachable();
  const { onClose } = extensions;
  const kept = new Set<() => Promise<void>>();
  extensions.onClose = (work) => {
    kept.add(work);
    const leave = onClose(work);
    return () => {
      kept.delete(work);
      leave();
    };
  };
  const managers = Array.from({ length: 10 }, () => createWebLocks(client));
  const holding = deferred();
  const held = managers[0]?.request("held", () => holding.promise);
  for (const manager of managers) await manager.request("name", () => undefined);
  expect(kept.size).toBe(1);
  holding.resolve();
  await held;
  expect(kept.size).toBe(0);
});
