import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  type AcquireTrace,
  createMemoryLocks,
  currentLock,
  type Lock,
  LockBackendError,
  LockTimeoutError,
  MemorySpace,
  synchronized,
} from "@lockwire/core";
import { AutoResetEvent, createLocks } from "@lockwire/core/backend";
import { waitUntil } from "@lockwire/support";
import { describe, expect, it } from "vitest";

describe("a guarded function", () => {
  it("runs one call at a time, in the order of the calls", async () => {
    const locks = createMemoryLocks();
    const steps: string[] = [];
    const work = synchronized(locks, { name: "work" })(async (id: number) => {
      steps.push(`${id} in`);
      await new Promise(setImmediate);
      steps.push(`${id} out`);
      return id;
    });
    expect(await Promise.all([work(1), work(2), work(3)])).toEqual([1, 2, 3]);
    expect(steps).toEqual(["1 in", "1 out", "2 in", "2 out", "3 in", "3 out"]);
    expect(await locks.peek("work")).toMatchObject({ held: false });
  });

  it("runs calls side by side that differ in what by names", async () => {
    const locks = createMemoryLocks();
    const open = new AutoResetEvent();
    const work = synchronized(locks, { name: "work", by: (id: number) => id })(async (id) => {
      if (id === 1) await open.wait(10_000, new AbortController().signal);
      else open.set();
    });
    await Promise.all([work(1), work(2)]);
  });

  it("gives back the function's own result or error, and the lock", async () => {
    const locks = createMemoryLocks();
    const guard = synchronized(locks, { name: "work" });
    const failure = new Error("mine");
    await expect(
      guard(() => {
        throw failure;
      })(),
    ).rejects.toBe(failure);
    expect(await guard(() => 7)()).toBe(7);
    expect(await locks.peek("work")).toMatchObject({ held: false });
  });

  it("keeps this, the name, the length and what was hung on the function", async () => {
    const charge = Object.assign(
      async function charge(this: { rate: number }, amount: number, _note: string) {
        return this.rate * amount;
      },
      { route: "/charge" },
    );
    const guarded = synchronized(createMemoryLocks(), { name: "charge" })(charge);
    expect(await guarded.call({ rate: 2 }, 21, "")).toBe(42);
    expect([guarded.name, guarded.length]).toEqual(["charge", 2]);
    expect(Reflect.get(guarded, "route")).toBe("/charge");
  });

  it("acquires with the options that it was given", async () => {
    const locks = createMemoryLocks();
    const stop = new AbortController();
    stop.abort(new Error("shutting down"));
    const remaining = synchronized(locks, { name: "short", ttl: 5_000 })(() =>
      currentLock().remaining(),
    );
    expect(await remaining()).toBeLessThanOrEqual(5_000);
    const aborted = synchronized(locks, { name: "aborted", signal: stop.signal })(() => 1);
    await expect(aborted()).rejects.toBe(stop.signal.reason);
  });

  it("asks the instance for its client", async () => {
    const locks = createMemoryLocks();
    const names: string[] = [];
    locks.on("acquired", ({ name }) => names.push(name));
    const service = {
      locks,
      run: synchronized((self: { locks: typeof locks }) => self.locks, { name: "run" })(() => 1),
    };
    await service.run();
    expect(names).toEqual(["run"]);
    await expect(service.run.call({ locks: undefined as never })).rejects.toThrow(/^locks must be/);
  });
});

describe("onBusy", () => {
  async function busy(): Promise<{ locks: ReturnType<typeof createMemoryLocks>; lock: Lock }> {
    const locks = createMemoryLocks();
    return { locks, lock: await locks.acquire("job") };
  }

  it("waits by default, up to blockingTimeout", async () => {
    const { locks, lock } = await busy();
    const job = synchronized(locks, { name: "job", blockingTimeout: 30 })(() => "done");
    await expect(job()).rejects.toThrow(LockTimeoutError);
    const waited = job();
    await lock.release();
    expect(await waited).toBe("done");
  });

  it("skips the call, which resolves with undefined and has not run", async () => {
    const { locks, lock } = await busy();
    let runs = 0;
    const job = synchronized(locks, { name: "job", onBusy: "skip" })(() => ++runs);
    expect(await job()).toBeUndefined();
    expect(runs).toBe(0);
    await lock.release();
    expect(await job()).toBe(1);
  });

  it("reports no failure to those who trace a call that is skipped", async () => {
    const { locks } = await busy();
    const traces: AcquireTrace[] = [];
    const hear = (trace: unknown) => void traces.push(trace as AcquireTrace);
    subscribe("tracing:lockwire.acquire:asyncEnd", hear);
    await synchronized(locks, { name: "job", onBusy: "skip" })(() => 1)();
    unsubscribe("tracing:lockwire.acquire:asyncEnd", hear);
    expect(traces).toEqual([expect.objectContaining({ name: "job", attempts: 1 })]);
    expect(traces[0]).not.toHaveProperty("error");
  });

  it("throws at once", async () => {
    const { locks } = await busy();
    const job = synchronized(locks, { name: "job", onBusy: "throw" })(() => 1);
    await expect(job()).rejects.toMatchObject({ code: "LOCK_TIMEOUT", attempts: 1 });
  });

  it("skips only after a wait that was asked for", async () => {
    const { locks, lock } = await busy();
    const options = { name: "job", onBusy: "skip", blockingTimeout: 10_000 } as const;
    const waiting = synchronized(locks, options)(() => "done")();
    await lock.release();
    expect(await waiting).toBe("done");
  });

  it("passes on a timeout of the function itself: that is no busy lock", async () => {
    const { locks } = await busy();
    const outer = synchronized(locks, { name: "outer", onBusy: "skip" })(async () => {
      await locks.acquire("job", { blockingTimeout: 0 });
    });
    await expect(outer()).rejects.toThrow(LockTimeoutError);
  });

  it("never takes a backend that fails for a busy lock", async () => {
    const down = () => Promise.reject(new Error("down"));
    const contender = () => ({
      tryAcquire: down,
      nextChance: down,
      renew: down,
      release: down,
    });
    const backend = { contender, peek: down, release: down, forceRelease: down };
    await using locks = createLocks(() => backend, { ttl: 10 });
    const job = synchronized(locks, { name: "job", onBusy: "skip" })(() => 1);
    await expect(job()).rejects.toMatchObject({ cause: expect.any(LockBackendError) });
  });
});

describe("currentLock", () => {
  it("is that of a query too that the function returns, and that runs when it is awaited", async () => {
    const locks = createMemoryLocks();
    const query: PromiseLike<string> = {
      // biome-ignore lint/suspicious/noThenProperty: what query builders return
      then: (resolve, reject) => Promise.resolve(currentLock().name).then(resolve, reject),
    };
    expect(await synchronized(locks, { name: "lazy" })(() => query)()).toBe("lazy");
  });

  it("is the lock of the function that runs, below awaits and timers, and the innermost one", async () => {
    const locks = createMemoryLocks();
    const inner = synchronized(locks, { name: "inner" })(async () => currentLock().name);
    const outer = synchronized(locks, { name: "outer" })(async () => {
      const before = currentLock().name;
      const within = await inner();
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [before, within, currentLock().name];
    });
    expect(await outer()).toEqual(["outer", "inner", "outer"]);
  });

  it("tells calls that run side by side apart", async () => {
    const locks = createMemoryLocks();
    const work = synchronized(locks, { name: "work", by: (id: number) => id })(async (id) => {
      await new Promise(setImmediate);
      return `${id}: ${currentLock().name}`;
    });
    expect(await Promise.all([work(1), work(2)])).toEqual(["1: work:1", "2: work:2"]);
  });

  it("says in its signal that the lock was lost", async () => {
    const space = new MemorySpace();
    const locks = createMemoryLocks({ space });
    const work = synchronized(locks, { name: "work", ttl: 30, autoExtend: false })(async () => {
      const { signal } = currentLock();
      await waitUntil(() => signal.aborted, { what: "the loss" });
      return signal.reason;
    });
    expect(await work()).toMatchObject({ code: "LOCK_LOST", why: "expired" });
  });

  it("throws outside of a guarded function", async () => {
    await synchronized(createMemoryLocks(), { name: "work" })(() => currentLock())();
    expect(() => currentLock()).toThrow("outside of a synchronized function");
  });
});

describe("a bad use", () => {
  const locks = createMemoryLocks();

  it.each([
    ["onBusy", { name: "n", onBusy: "retry" }, TypeError],
    ["name", { name: "" }, TypeError],
    ["name", { name: 5 }, TypeError],
    ["name", {}, TypeError],
    ["ttl", { ttl: 0 }, RangeError],
    ["blockingTimeout", { blockingTimeout: -1 }, RangeError],
    ["options", null, TypeError],
  ])("is refused before anything runs: %s", (option, options, kind) => {
    const refused = () => synchronized(locks, options as never);
    expect(refused).toThrow(kind);
    expect(refused).toThrow(new RegExp(`^${option} must`));
  });

  it("is a client that is none", () => {
    expect(() => synchronized({} as never, { name: "n" })).toThrow(/^locks must be a lock client/);
    expect(() => synchronized(undefined as never, { name: "n" })).toThrow(
      /^locks must be a lock client/,
    );
  });

  it("is a generator, whose body runs after it returned, and what is no function", () => {
    const guard = synchronized(locks, { name: "n" });
    expect(() => guard(function* () {})).toThrow(/cannot guard a generator/);
    expect(() => guard(async function* () {})).toThrow(/cannot guard a generator/);
    expect(() => guard("text" as never)).toThrow(/guards a function/);
  });

  it("is a generator that a compiler made a plain function of", async () => {
    const lowered = () => ({ next: () => ({ done: true }), throw: () => undefined });
    const guarded = synchronized(locks, { name: "lowered" })(lowered);
    await expect(guarded()).rejects.toThrow(/cannot guard a generator/);
    expect(await locks.peek("lowered")).toMatchObject({ held: false });
  });

  it("is an asynchronous function that returns a generator", async () => {
    const promised = synchronized(locks, { name: "promised" })(async () => lazy());
    await expect(promised()).rejects.toThrow(/cannot guard a generator/);
  });

  it("is no object that throws when a property is read that it does not have", async () => {
    const strict = new Proxy({} as Record<PropertyKey, unknown>, {
      get(_, key) {
        if (key === "then") return undefined;
        throw new Error(`no ${String(key)} here`);
      },
    });
    const guarded = synchronized(locks, { name: "strict" })(
      (() => strict) as unknown as () => Promise<unknown>,
    );
    expect(await guarded()).toBe(strict);
  });
});

function* lazy() {
  yield 1;
}
