import { waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import type { Backend, Contender } from "../../src/contract/backend.js";
import { LockBackendError, LockTimeoutError } from "../../src/contract/errors.js";
import type { ClientOptions } from "../../src/contract/options.js";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { memoryBackend } from "../../src/memory/memory-backend.js";
import { MemorySpace } from "../../src/memory/memory-space.js";

type Mistakes = { readonly [Step in keyof Contender]?: unknown };

/** A client whose backend makes mistakes, and one of the same memory whose backend makes none. */
function mistaken(
  mistakes: (honest: Contender) => Mistakes,
  options: ClientOptions = {},
  ofBackend: Partial<Backend> = {},
) {
  const space = new MemorySpace();
  const memory = memoryBackend(space);
  const contender = (claim: Parameters<Backend["contender"]>[0]): Contender => {
    const honest = memory.contender(claim);
    const steps = ["tryAcquire", "nextChance", "renew", "release", "takeOver", "stopWaiting"];
    const bound = steps.map((step) => {
      const method: unknown = Reflect.get(honest, step);
      return [step, typeof method === "function" ? method.bind(honest) : method];
    });
    return Object.assign(Object.fromEntries(bound), mistakes(honest));
  };
  const backend: Backend = { ...memory, contender, ...ofBackend };
  return { locks: createLocks(() => backend, options), others: createMemoryLocks({ space }) };
}

/** Throws the first time. */
function once(honest: () => unknown) {
  let isFirst = true;
  return () => {
    if (!isFirst) return honest();
    isFirst = false;
    throw new TypeError("not connected yet");
  };
}

const failed = { code: "LOCK_BACKEND" };
const malformed = { ...failed, message: expect.stringContaining("the backend must resolve to") };

describe("a step on a held lock that throws counts as one that rejects", () => {
  test("release", async () => {
    const release = once(() => true);
    let calls = 0;
    const { locks, others } = mistaken((honest) => ({
      release: () => {
        calls += 1;
        return calls === 1 ? release() : honest.release();
      },
    }));
    const lock = await locks.acquire("job", { ttl: 300 });
    expect(await lock.release()).toBe(true);
    expect(await others.tryAcquire("job")).not.toBeNull();
    await locks.close();
  });

  test("renew, for owned", async () => {
    const { locks } = mistaken(() => ({ renew: thrown }));
    const lock = await locks.acquire("job");
    await expect(lock.owned()).rejects.toMatchObject(failed);
  });
});

test("an attempt that throws has sent nothing: its error goes to the caller as it is", async () => {
  const { locks } = mistaken(() => ({ tryAcquire: thrown }));
  await expect(locks.acquire("job")).rejects.toThrow(TypeError);
  await expect(locks.tryAcquire("job")).rejects.toThrow("a mistake of the backend's");
});

describe("a reply that is none is not taken for a lock", () => {
  test.each([
    ["nothing", undefined],
    ["a text for acquired", { acquired: "false" }],
    ["a grant without a fence", { acquired: true }],
    ["a fence that is no number", { acquired: true, fence: Number.NaN }],
    ["a fence that is no integer", { acquired: true, fence: 1.5 }],
  ])("to an attempt: %s. What it may have acquired is released", async (_, reply) => {
    const { locks, others } = mistaken((honest) => ({
      tryAcquire: async (...args: Parameters<Contender["tryAcquire"]>) => {
        await honest.tryAcquire(...args);
        return reply;
      },
    }));
    await expect(locks.acquire("job")).rejects.toMatchObject(malformed);
    await waitUntil(async () => !(await others.peek("job")).held, { what: "a free lock" });
  });

  test.each([
    ["an empty object", {}],
    ["a refusal", { acquired: false }],
  ])("to a resume: %s", async (_, reply) => {
    const { locks } = mistaken(() => ({ takeOver: async () => reply }));
    const lock = await locks.acquire("job");
    await expect(locks.resume("job", lock.token)).rejects.toMatchObject(failed);
    expect(lock.signal.aborted).toBe(false);
  });

  test("to a renewal: the lock is lost", async () => {
    const { locks } = mistaken(() => ({ renew: async () => "false" }));
    const lock = await locks.acquire("job");
    expect(await lock.owned()).toBe(false);
    expect(lock.signal.aborted).toBe(true);
  });

  test.each([
    ["an unknown outcome", { outcome: "done" }],
    ["no fence", { outcome: "transferred" }],
  ])("to a transfer: %s", async (_, reply) => {
    const { locks } = mistaken(() => ({ transfer: async () => reply }), {}, { localHandoffs: 4 });
    const errors: unknown[] = [];
    locks.on("error", ({ error }) => errors.push(error));
    const held = await locks.acquire("job", { autoExtend: false });
    const waiting = locks.acquire("job");
    expect(await held.release(), "by a release instead").toBe(true);
    expect(errors).toEqual([expect.objectContaining(malformed)]);
    const lock = await waiting;
    expect(lock.fence).toBeGreaterThan(held.fence);
    expect(await lock.owned()).toBe(true);
  });
});

describe("a wait at the backend", () => {
  test("that does not end when its signal aborts keeps nobody beyond the deadline", async () => {
    const { locks, others } = mistaken(() => ({ nextChance: () => new Promise(() => undefined) }));
    await others.acquire("job");
    await expect(locks.acquire("job", { blockingTimeout: 100 })).rejects.toThrow(LockTimeoutError);
    const abort = new AbortController();
    const cancelled = locks.acquire("job", { signal: abort.signal });
    abort.abort("enough");
    await expect(cancelled).rejects.toBe("enough");
    const closed = locks.acquire("job");
    await locks.close();
    await expect(closed).rejects.toMatchObject({ code: "LOCK_CLOSED" });
  });

  test("that ends at once and for nothing lets the event loop turn", async () => {
    const { locks, others } = mistaken(() => ({ nextChance: async () => undefined }));
    const held = await others.acquire("job");
    const waiting = locks.acquire("job");
    const turned = new Promise((resolve) => setTimeout(resolve, 50));
    await turned;
    await held.release();
    expect(await (await waiting).release()).toBe(true);
  });

  test("whose end throws loses no lock", async () => {
    const { locks } = mistaken(() => ({ stopWaiting: thrown }));
    const errors: unknown[] = [];
    locks.on("error", ({ error }) => errors.push(error));
    const lock = await locks.acquire("job");
    expect(await lock.release()).toBe(true);
    expect(errors).toEqual([expect.any(LockBackendError)]);
  });
});

test("a loss that is reported while the backend is created is ignored", async () => {
  const locks = createLocks((reports) => {
    reports.lost({ name: "job", token: "of before" });
    return memoryBackend(new MemorySpace());
  });
  expect(await (await locks.acquire("job")).release()).toBe(true);
});

function thrown(): never {
  throw new TypeError("a mistake of the backend's");
}
