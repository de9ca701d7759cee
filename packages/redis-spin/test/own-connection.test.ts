import { createSpinLocks } from "@lockwire/redis-spin";
import { startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

test.each([
  ["one lock", ["turned"]],
  ["several locks", ["turned", "turned too"]],
])(
  "a connection of our own is opened anew when its server, a replica by now, refuses %s",
  async (_, names) => {
    await using server = await startRedis();
    await using locks = createSpinLocks({ redis: server.url });
    const admin = server.admin();
    const ours = async () =>
      /^id=(\d+) .* name=lockwire .* cmd=eval/m.exec(String(await admin.client("LIST")))?.[1];
    const tryAll = () => Promise.allSettled(names.map((name) => locks.tryAcquire(name)));
    for (const name of names) await (await locks.acquire(name)).release();
    const first = await ours();
    expect(first).toBeDefined();

    await admin.replicaof("127.0.0.1", 1);
    for (const tried of await tryAll()) {
      expect(tried).toMatchObject({ reason: { code: "LOCK_BACKEND" } });
    }
    await waitUntil(async () => !String(await admin.client("LIST")).includes(`id=${first} `), {
      what: "the old connection's end",
    });
    await admin.replicaof("NO", "ONE");
    for (const name of names) await (await locks.acquire(name)).release();
  },
);

test("a connection that was lost while the process stood still does not fail a single attempt", async () => {
  await using server = await startRedis();
  await using locks = createSpinLocks({ redis: server.url });
  const admin = server.admin();
  for (let round = 0; round < 5; round++) {
    await (await locks.acquire("thawed")).release();
    const killed = admin.call("CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "YES");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    await using lock = await locks.tryAcquire("thawed");
    expect(lock).not.toBeNull();
    expect(await killed).toBeGreaterThan(0);
  }
});
