import {
  type BackoffPolicy,
  constant,
  exponential,
  type Lock,
  type LockBackendError,
  type LockClient,
  type LockClosedError,
  LockError,
  type LockErrorCode,
  type LockLostError,
  type LockModeError,
  type LockTimeoutError,
  linear,
} from "@lockwire/core";
import { describe, expectTypeOf, it } from "vitest";

describe("the type of a lock", () => {
  it("has what its holder needs, to be read only", () => {
    expectTypeOf<
      Pick<Lock, "name" | "token" | "fence" | "mode" | "slot" | "signal">
    >().toEqualTypeOf<{
      readonly name: string;
      readonly token: string;
      readonly fence: number;
      readonly mode: "exclusive" | "shared" | "limited";
      readonly slot?: number | undefined;
      readonly signal: AbortSignal;
    }>();
    expectTypeOf<Lock["remaining"]>().toEqualTypeOf<() => number>();
    expectTypeOf<Lock["extend"]>().toEqualTypeOf<(ttl?: number) => Promise<void>>();
    expectTypeOf<Lock["downgrade"]>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<Lock["tryUpgrade"]>().toEqualTypeOf<() => Promise<Lock | null>>();
    expectTypeOf<Lock["release"]>().toEqualTypeOf<() => Promise<boolean>>();
  });

  it("is released at the end of a block by await using, and not by using", () => {
    const uses = async (locks: LockClient) => {
      await using lock = await locks.acquire("job");
      expectTypeOf(lock).toEqualTypeOf<Lock>();
      // What tryAcquire gives may be null, which await using passes over.
      await using maybe = await locks.tryAcquire("job");
      expectTypeOf(maybe).toEqualTypeOf<Lock | null>();
      // @ts-expect-error a release takes its time
      using early = await locks.acquire("job");
      return early;
    };
    expectTypeOf(uses).toBeFunction();
  });
});

describe("the types of the errors", () => {
  it("are told apart by their code", () => {
    const describeError = (
      error: LockTimeoutError | LockLostError | LockBackendError | LockModeError | LockClosedError,
    ) => {
      switch (error.code) {
        case "LOCK_TIMEOUT":
          return expectTypeOf(error).toEqualTypeOf<LockTimeoutError>();
        case "LOCK_LOST":
          return expectTypeOf(error).toEqualTypeOf<LockLostError>();
        case "LOCK_MODE":
          return expectTypeOf(error).toEqualTypeOf<LockModeError>();
        case "LOCK_BACKEND":
          return expectTypeOf(error).toEqualTypeOf<LockBackendError>();
        default:
          return expectTypeOf(error).toEqualTypeOf<LockClosedError>();
      }
    };
    expectTypeOf(describeError).toBeFunction();
    expectTypeOf<LockError["code"]>().toEqualTypeOf<LockErrorCode>();
    expectTypeOf<LockError["lockName"]>().toEqualTypeOf<string>();
    expectTypeOf<LockTimeoutError["waited"]>().toEqualTypeOf<number>();
  });

  it("have a base that is nobody's error", () => {
    // @ts-expect-error the base is abstract
    expectTypeOf(() => new LockError("job", "failed")).toBeFunction();
  });
});

describe("the types of the backoff policies", () => {
  it("are functions of the attempt, the delay before and a random number", () => {
    expectTypeOf<BackoffPolicy>().toEqualTypeOf<
      (attempt: number, previous: number, random: number) => number
    >();
    for (const policy of [constant, linear, exponential]) {
      expectTypeOf(policy).returns.toEqualTypeOf<BackoffPolicy>();
    }
    // @ts-expect-error no such jitter
    expectTypeOf(() => exponential(20, { jitter: "some" })).toBeFunction();
  });
});
