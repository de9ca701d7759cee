import { createMemoryLocks, type LockClient, MemorySpace } from "@lockwire/core";
import { type ClientExtensions, createLocks, extensionsOf } from "@lockwire/core/backend";
import { afterEach, describe, expect, test } from "vitest";

const clients: LockClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

function open(space = new MemorySpace()): LockClient {
  const client = createMemoryLocks({ space });
  clients.push(client);
  return client;
}

function extensions(client: LockClient): Required<ClientExtensions> {
  const { acquire, steal, notes, onClose } = extensionsOf(client) ?? expect.unreachable();
  if (!acquire || !steal || !notes) return expect.unreachable();
  return { acquire, steal, notes, onClose };
}

test("a client that this library did not create has none", () => {
  const { acquire } = open();
  expect(extensionsOf({ acquire } as LockClient)).toBeUndefined();
});

test("what the backend lacks is missing", () => {
  const step = () => expect.unreachable("nothing is asked of the backend");
  const backend = { contender: step, peek: step, release: step, forceRelease: step };
  const client = createLocks(() => backend);
  clients.push(client);
  expect(Object.keys(extensionsOf(client) ?? {})).toEqual(["onClose"]);
});

describe("acquire", () => {
  test("serves the waiters of several clients in the order of their calls", async () => {
    const space = new MemorySpace();
    const [own, other] = [open(space), open(space)];
    const held = await own.acquire("name");
    const served: number[] = [];
    const waiting = [own, own, other, own, own, other].map(async (client, index) => {
      const lock = await extensions(client).acquire("name");
      served.push(index);
      return lock.release();
    });
    await held.release();
    expect(await Promise.all(waiting)).toEqual(Array(6).fill(true));
    expect(served).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("has no more than 64 waiters of a process at the backend, and the others behind them", async () => {
    const own = open();
    const { acquire } = extensions(own);
    const held = await own.acquire("name");
    const served: number[] = [];
    const waiting = Array.from({ length: 100 }, async (_, index) => {
      const lock = await acquire("name");
      served.push(index);
      await lock.release();
    });
    expect(await own.peek("name")).toMatchObject({ waiting: 64 });
    await held.release();
    await Promise.all(waiting);
    expect(served).toEqual(waiting.map((_, index) => index));
  });
});

describe("steal", () => {
  test("takes the lock from its holder, who learns of it at once, and goes before all waiters", async () => {
    const space = new MemorySpace();
    const [own, other] = [open(space), open(space)];
    const held = await own.acquire("name", { autoExtend: false });
    const lost: string[] = [];
    own.on("lost", ({ why }) => lost.push(why));
    const waiting = own.acquire("name");
    const stolen = await extensions(other).steal("name");
    expect(stolen.fence).toBeGreaterThan(held.fence);
    expect(held.signal.aborted).toBe(true);
    expect(lost).toEqual(["stolen"]);
    expect(await held.release()).toBe(false);
    expect(await own.peek("name")).toMatchObject({ held: true, mode: "exclusive", waiting: 1 });
    expect(await stolen.release()).toBe(true);
    expect(await (await waiting).release()).toBe(true);
  });

  test("takes the lock from all sharers, and from whoever has stolen it before", async () => {
    const own = open();
    const sharers = [
      await own.acquire("name", { mode: "shared" }),
      await own.acquire("name", { mode: "shared" }),
    ];
    const { steal } = extensions(own);
    const first = await steal("name");
    const second = await steal("name");
    const aborted = [...sharers, first, second].map(({ signal }) => signal.aborted);
    expect(aborted).toEqual([true, true, true, false]);
  });

  test("takes the lock from a holder that resumed it, and notifies that one at once", async () => {
    const space = new MemorySpace();
    const [own, other] = [open(space), open(space)];
    const { token } = await own.acquire("name", { autoExtend: false });
    const resumed = await other.resume("name", token, { autoExtend: false });
    await extensions(own).steal("name");
    expect(resumed?.signal.aborted).toBe(true);
  });

  test("of a lock whose acquisition has not been answered yet", async () => {
    const own = open();
    const { steal } = extensions(own);
    const asked = [own.acquire("name"), steal("name"), steal("name")];
    const aborted = (await Promise.all(asked)).map(({ signal }) => signal.aborted);
    expect(aborted).toEqual([true, true, false]);
  });

  test("checks its arguments, and rejects once the client is closed", async () => {
    const own = open();
    const { steal } = extensions(own);
    await expect(steal("")).rejects.toThrow("name must not be empty");
    await expect(steal("name", { ttl: 1 })).rejects.toThrow("ttl");
    await own.close();
    await expect(steal("name")).rejects.toMatchObject({ code: "LOCK_CLOSED" });
  });
});

describe("notes", () => {
  test("are those of all clients of the space, by their boards, for as long as their ttl", async () => {
    const space = new MemorySpace();
    const [own, other] = [extensions(open(space)), extensions(open(space))];
    await own.notes.write("board", { remove: [], add: ["one", "two"], ttl: 60_000 });
    await other.notes.write("board", { remove: ["one"], add: ["three"], ttl: 1 });
    await other.notes.write("another", { remove: [], add: ["four"], ttl: 60_000 });
    await expect.poll(() => own.notes.read("board")).toEqual(["two"]);
    await own.notes.write("board", { remove: ["two"], add: [], ttl: 1 });
    expect(await other.notes.read("board")).toEqual([]);
    expect(await own.notes.read("another")).toEqual(["four"]);
  });
});

describe("onClose", () => {
  test("is called once, while the backend still answers, and a failure keeps nobody from closing", async () => {
    const own = open();
    const { notes, onClose } = extensions(own);
    const read: unknown[] = [];
    onClose(() => Promise.reject(new Error("of the work")));
    onClose(async () => {
      read.push(await notes.read("board"));
    });
    await Promise.all([own.close(), own.close()]);
    expect(read).toEqual([[]]);
  });
});
