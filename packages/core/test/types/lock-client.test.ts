import {
  type AcquireOptions,
  type AcquireOrNullOptions,
  createMemoryLocks,
  type HoldMode,
  type Leadership,
  type Lock,
  type LockClient,
  type LockEvents,
  type LockGroup,
  type LockInfo,
  type LossReason,
  type ResumeOptions,
  type SynchronizedOptions,
  type TryOptions,
} from "@lockwire/core";
import { describe, expectTypeOf, it } from "vitest";

/** Compiled, never run: what stands in here is about types alone. */
const compiled = (uses: (locks: LockClient, orNull: AcquireOrNullOptions) => unknown) =>
  expectTypeOf(uses).toBeFunction();

describe("the type of a lock client", () => {
  it("is what every create function gives", () => {
    expectTypeOf(createMemoryLocks).returns.toEqualTypeOf<LockClient>();
  });

  it("has a lock as the result of acquire, and null beside it of tryAcquire", () => {
    // Of an overloaded function the last signature counts: the one that most calls use.
    expectTypeOf<Awaited<ReturnType<LockClient["acquire"]>>>().toEqualTypeOf<Lock>();
    expectTypeOf<LockClient["tryAcquire"]>().toEqualTypeOf<
      (name: string, options?: TryOptions) => Promise<Lock | null>
    >();
    expectTypeOf<Awaited<ReturnType<LockClient["acquireAll"]>>>().toEqualTypeOf<LockGroup>();
    expectTypeOf<LockGroup>().toExtend<AsyncDisposable>();
    expectTypeOf<TryOptions>().not.toHaveProperty("blockingTimeout");
    expectTypeOf<TryOptions>().not.toHaveProperty("onTimeout");
    expectTypeOf<SynchronizedOptions>().not.toHaveProperty("onTimeout");
  });

  it("has null beside the result where a wait may end with it", () => {
    compiled(async (locks, orNull) => {
      const lock = await locks.acquire("job", { onTimeout: "null" });
      expectTypeOf(lock).toEqualTypeOf<Lock | null>();
      expectTypeOf(await locks.acquire("job", orNull)).toEqualTypeOf<Lock | null>();
      const thrown = await locks.acquire("job", { onTimeout: "throw" });
      expectTypeOf(thrown.fence).toEqualTypeOf<number>();
      const group = await locks.acquireAll(["a", "b"], { onTimeout: "null" });
      expectTypeOf(group).toEqualTypeOf<LockGroup | null>();
      const done = await locks.withLock("job", { onTimeout: "null" }, () => 1);
      expectTypeOf(done).toEqualTypeOf<number | null>();
      const all = await locks.withLocks(["a"], { onTimeout: "null" }, () => "done");
      expectTypeOf(all).toEqualTypeOf<string | null>();
      // @ts-expect-error options that may end with null are none that always end with a lock
      const always: AcquireOptions = orNull;
      return always;
    });
  });

  it("gives back what the function of withLock gives, with options or without", () => {
    compiled(async (locks) => {
      expectTypeOf(await locks.withLock("job", () => 1)).toEqualTypeOf<number>();
      expectTypeOf(await locks.withLock("job", async () => "done")).toEqualTypeOf<string>();
      expectTypeOf(await locks.withLock("job", () => undefined)).toEqualTypeOf<undefined>();
      const either = locks.withLock("job", { ttl: 1_000 }, async (lock) => {
        expectTypeOf(lock).toEqualTypeOf<Lock>();
        return lock.fence > 1 ? lock : null;
      });
      expectTypeOf(await either).toEqualTypeOf<Lock | null>();
      const both = locks.withLocks(["a", "b"], { ttl: 1_000 }, (group) => {
        expectTypeOf(group).toEqualTypeOf<LockGroup>();
        return group.lock("a").fence;
      });
      expectTypeOf(await both).toEqualTypeOf<number>();
      // @ts-expect-error the function is missing
      locks.withLock("job", { ttl: 1_000 });
      // @ts-expect-error the options stand before the function
      locks.withLock("job", () => 1, { ttl: 1_000 });
    });
  });

  it("answers questions about a name", () => {
    expectTypeOf<LockClient["peek"]>().toEqualTypeOf<(name: string) => Promise<LockInfo>>();
    expectTypeOf<LockInfo["held"]>().toEqualTypeOf<boolean>();
    expectTypeOf<LockInfo["ttl"]>().toEqualTypeOf<number>();
    expectTypeOf<LockInfo>().toHaveProperty("fence").toEqualTypeOf<number | undefined>();
    expectTypeOf<LockClient["forceRelease"]>().returns.resolves.toEqualTypeOf<boolean>();
    expectTypeOf<LockClient["release"]>().toEqualTypeOf<
      (name: string, token: string) => Promise<boolean>
    >();
  });

  it("resumes with a lock or null, on the terms of one that is held", () => {
    expectTypeOf<LockClient["resume"]>().toEqualTypeOf<
      (name: string, token: string, options?: ResumeOptions) => Promise<Lock | null>
    >();
    expectTypeOf<keyof ResumeOptions>().toEqualTypeOf<
      "ttl" | "autoExtend" | "maxHold" | "signal"
    >();
  });

  it("leads until it is stopped", () => {
    expectTypeOf<LockClient["lead"]>().returns.toEqualTypeOf<Leadership>();
    expectTypeOf<Leadership>().toExtend<AsyncDisposable>();
    compiled((locks) => {
      locks.lead("job", async (lock, signal) => {
        expectTypeOf(lock).toEqualTypeOf<Lock>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      });
      // @ts-expect-error a leader waits without a bound
      locks.lead("job", () => undefined, { blockingTimeout: 1_000 });
    });
  });

  it("is closed at the end of a block", () => {
    expectTypeOf<LockClient>().toExtend<AsyncDisposable>();
    expectTypeOf<LockClient["close"]>().toEqualTypeOf<
      (options?: { releaseHeld?: boolean | undefined }) => Promise<void>
    >();
  });

  it("refuses options that do not exist, and values that they cannot have", () => {
    compiled(async (locks) => {
      // @ts-expect-error a name is needed
      await locks.acquire();
      // @ts-expect-error a name is a text
      await locks.acquire(42);
      // @ts-expect-error times are numbers
      await locks.acquire("job", { ttl: "30s" });
      // @ts-expect-error no such option
      await locks.acquire("job", { timeout: 1_000 });
      // @ts-expect-error a signal, not its controller
      await locks.acquire("job", { signal: new AbortController() });
      // @ts-expect-error one attempt waits for nothing
      await locks.tryAcquire("job", { blockingTimeout: 1_000 });
    });
  });

  it("takes undefined for an option that is left out", () => {
    compiled((locks) =>
      locks.acquire("job", {
        ttl: undefined,
        blockingTimeout: undefined,
        signal: undefined,
        autoExtend: undefined,
        maxHold: undefined,
      }),
    );
  });
});

describe("the events", () => {
  it("are these, each with its own payload", () => {
    expectTypeOf<keyof LockEvents>().toEqualTypeOf<
      "waiting" | "acquired" | "extended" | "released" | "lost" | "degraded" | "restored" | "error"
    >();
    compiled((locks) => {
      locks.on("waiting", ({ freeIn }) => expectTypeOf(freeIn).toEqualTypeOf<number | undefined>());
      locks.on("acquired", (event) => {
        expectTypeOf(event).toEqualTypeOf<{
          readonly name: string;
          readonly fence: number;
          readonly mode?: HoldMode;
          readonly slot?: number;
          readonly ttl: number;
          readonly waited: number;
          readonly attempts: number;
        }>();
      });
      locks.on("lost", ({ why, held }) => {
        expectTypeOf(why).toEqualTypeOf<LossReason>();
        expectTypeOf(held).toEqualTypeOf<number>();
      });
      locks.on("error", ({ error }) => expectTypeOf(error).toEqualTypeOf<Error>());
      // @ts-expect-error no such event
      locks.on("gone", () => undefined);
      // @ts-expect-error a payload never has the token
      locks.on("released", ({ token }) => token);
      locks.on("released", (event) => {
        // @ts-expect-error read only
        event.fence = 1;
      });
    });
  });

  it("are left by the function that a subscription gives", () => {
    compiled((locks) => {
      expectTypeOf(locks.on("restored", () => undefined)).toEqualTypeOf<() => void>();
      // @ts-expect-error the emitter itself stays private
      locks.emit("restored", { name: "job" });
    });
  });
});
