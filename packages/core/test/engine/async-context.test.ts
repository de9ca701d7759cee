import { AsyncLocalStorage } from "node:async_hooks";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { BackendReports } from "../../src/contract/backend.js";
import { createLocks } from "../../src/engine/create-locks.js";
import type { HoldTrace, LockClient, LockEvents } from "../../src/index.js";
import {
  createMemoryLocks,
  currentLock,
  LockBackendError,
  MemorySpace,
  synchronized,
} from "../../src/index.js";
import { memoryBackend } from "../../src/memory/memory-backend.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

/** Whose call it is; a tenant of a service, say. */
const tenant = new AsyncLocalStorage<string>();

const TTL = 300;

/** The tenant in whose context each event was told, by the lock's name. */
function listening(locks: LockClient, ...events: (keyof LockEvents)[]): string[] {
  const told: string[] = [];
  for (const event of events) {
    locks.on(event, ({ name }) => void told.push(`${event} ${name} ${tenant.getStore()}`));
  }
  return told;
}

const aborted = (signal: AbortSignal) =>
  new Promise<string | undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(tenant.getStore()), { once: true });
  });

/** A client whose timers were first started for somebody else. */
async function clientOf(other: string, options = {}) {
  const space = new MemorySpace();
  const locks = createMemoryLocks({ space, ...options });
  const first = await tenant.run(other, () => locks.acquire(`of ${other}`, { ttl: 60_000 }));
  onTestFinished(async () => {
    await first.release();
    await locks.close();
  });
  return { locks, space };
}

describe("in the context of the call that acquired the lock", () => {
  test("a renewal and a loss are told", async () => {
    const { locks, space } = await clientOf("a");
    const told = listening(locks, "acquired", "extended", "lost");
    const lock = await tenant.run("b", () => locks.acquire("b", { ttl: TTL }));
    const lost = tenant.run("b", () => aborted(lock.signal));
    await expect.poll(() => told.includes("extended b b")).toBe(true);
    const operator = createMemoryLocks({ space });
    await tenant.run("operator", () => operator.forceRelease("b"));
    expect(await lost).toBe("b");
    expect(new Set(told)).toEqual(new Set(["acquired b b", "extended b b", "lost b b"]));
  });

  test.each([1_500, TTL])(
    "a loss by a timer, own or shared, is told: a hold of %i ms",
    async (ms) => {
      const { locks } = await clientOf("a");
      const told = listening(locks, "lost");
      const options = { ttl: 60_000, maxHold: ms };
      const lost = await tenant.run("b", async () => {
        const lock = await locks.acquire("b", options);
        return aborted(lock.signal);
      });
      expect([lost, told]).toEqual(["b", ["lost b b"]]);
    },
  );

  test("a loss that somebody else's call brings about is told", async () => {
    const { locks } = await clientOf("a");
    const told = listening(locks, "lost");
    const forced = await tenant.run("b", () => locks.acquire("forced"));
    const closed = await tenant.run("c", () => locks.acquire("closed"));
    const signals = [tenant.run("b", () => aborted(forced.signal))];
    signals.push(tenant.run("c", () => aborted(closed.signal)));
    await tenant.run("operator", () => locks.forceRelease("forced"));
    await tenant.run("operator", () => locks.close());
    expect(await Promise.all(signals)).toEqual(["b", "c"]);
    expect(told).toEqual(expect.arrayContaining(["lost forced b", "lost closed c"]));
  });

  test("the loss of a lock that was passed on within the process is told", async () => {
    const { locks, space } = await clientOf("a");
    const told = listening(locks, "lost", "extended");
    const lock = await tenant.run("b", () => locks.acquire("passed", { ttl: TTL }));
    const waiting = tenant.run("c", () => locks.acquire("passed", { ttl: TTL }));
    await tenant.run("b", () => lock.release());
    const lost = aborted((await waiting).signal);
    await expect.poll(() => told.includes("extended passed c")).toBe(true);
    await createMemoryLocks({ space }).forceRelease("passed");
    await lost;
    expect(new Set(told)).toEqual(new Set(["extended passed c", "lost passed c"]));
  });

  test("a loss is published for tracing", async () => {
    const told: unknown[] = [];
    const note = () => void told.push(tenant.getStore());
    channel("lockwire.lost").subscribe(note);
    onTestFinished(() => void channel("lockwire.lost").unsubscribe(note));
    const { locks } = await clientOf("a");
    const lock = await tenant.run("b", () => locks.acquire("b", { maxHold: 50 }));
    await aborted(lock.signal);
    await expect.poll(() => told).toEqual(["b"]);
  });

  test("the end of a hold is published for tracing, whoever brings it about", async () => {
    const told: unknown[] = [];
    const { asyncStart } = tracingChannel<unknown, HoldTrace>("lockwire.hold");
    const note = (message: unknown) =>
      void told.push([(message as HoldTrace).name, tenant.getStore()]);
    asyncStart.subscribe(note);
    onTestFinished(() => void asyncStart.unsubscribe(note));
    const { locks } = await clientOf("a");
    await tenant.run("b", () => locks.acquire("forced"));
    await tenant.run("c", () => locks.acquire("closed"));
    await tenant.run("operator", () => locks.forceRelease("forced"));
    await tenant.run("operator", () => locks.close());
    expect(told).toEqual(
      expect.arrayContaining([
        ["forced", "b"],
        ["closed", "c"],
      ]),
    );
  });

  test("a failure to free what was lost is told, whoever brings the loss about", async () => {
    const { locks, backend } = faultyLocks({ commandTimeout: 100 });
    const told = listening(locks, "error");
    await tenant.run("b", () => locks.acquire("b"));
    const refused = new LockBackendError("b", "release", { message: "refused", retryFor: 0 });
    backend.fail("release", { error: refused });
    await tenant.run("operator", () => locks.close());
    expect(told).toEqual(["error b b"]);
  });

  test("a failed renewal, and a listener that fails, are told", async () => {
    const { locks, backend } = faultyLocks({ commandTimeout: 60_000 });
    const first = await tenant.run("a", () => locks.acquire("a", { ttl: 60_000 }));
    const told = listening(locks, "error");
    locks.on("acquired", async () => {
      throw new Error("a listener's");
    });
    const lock = await tenant.run("b", () => locks.acquire("b", { ttl: TTL }));
    backend.fail("renew", { error: new Error("refused") });
    await expect.poll(() => told.length).toBeGreaterThan(2);
    expect(new Set(told)).toEqual(new Set(["error b b"]));
    await Promise.all([first.release(), lock.release()]);
    await locks.close();
  });

  test("a renewal is sent", async () => {
    const { locks, backend } = faultyLocks({ commandTimeout: 60_000 });
    const first = await tenant.run("a", () => locks.acquire("a", { ttl: 60_000 }));
    const sent: unknown[] = [];
    vi.spyOn(backend.asked, "push").mockImplementation((step) => {
      if (step === "renew") sent.push(tenant.getStore());
      return 0;
    });
    const lock = await tenant.run("b", () => locks.acquire("b", { ttl: TTL }));
    await expect.poll(() => sent.length).toBeGreaterThan(1);
    expect(new Set(sent)).toEqual(new Set(["b"]));
    await Promise.all([first.release(), lock.release()]);
    await locks.close();
  });
});

test("currentLock is the lost lock in a listener of its signal", async () => {
  const { locks } = await clientOf("a");
  const job = (name: string) =>
    synchronized(locks, { name, maxHold: 100 })(async function body() {
      const { fence, signal } = currentLock();
      const seen = await new Promise<number>((resolve) => {
        signal.addEventListener("abort", () => resolve(currentLock().fence), { once: true });
      });
      return seen === fence;
    });
  expect(await Promise.all([job("x")(), job("y")()])).toEqual([true, true]);
});

test("what a connection tells is told in the context of the call that made the client", async () => {
  let reports: BackendReports | undefined;
  const locks = tenant.run("maker", () =>
    createLocks((given) => {
      reports = given;
      return memoryBackend(new MemorySpace());
    }),
  );
  const told = listening(locks, "degraded", "restored", "error");
  tenant.run("a", () => {
    reports?.degraded("x", "is away");
    reports?.restored("x");
    reports?.error("x", new Error("failed"));
  });
  expect(told).toEqual(["degraded x maker", "restored x maker", "error x maker"]);
  await locks.close();
});
