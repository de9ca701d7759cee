import type { LockClient } from "@lockwire/core";
import {
  createWebLocks,
  type Lock,
  type LockManager,
  type LockManagerSnapshot,
  type WebLocksOptions,
} from "@lockwire/web-locks";
import { describe, expectTypeOf, it } from "vitest";

/** Compiled, never run. */
const compiled = (uses: (locks: LockManager) => unknown) => expectTypeOf(uses).toBeFunction();

/** The interface as TypeScript's own DOM library declares it, which user code is written for. */
interface DomLockManager {
  query(): Promise<{
    held?: { clientId?: string; mode?: "exclusive" | "shared"; name?: string }[];
    pending?: { clientId?: string; mode?: "exclusive" | "shared"; name?: string }[];
  }>;
  request<T>(name: string, callback: (lock: DomLock | null) => T): Promise<Awaited<T>>;
  request<T>(
    name: string,
    options: {
      ifAvailable?: boolean;
      mode?: "exclusive" | "shared";
      signal?: AbortSignal;
      steal?: boolean;
    },
    callback: (lock: DomLock | null) => T,
  ): Promise<Awaited<T>>;
}

interface DomLock {
  readonly mode: "exclusive" | "shared";
  readonly name: string;
}

describe("the type of createWebLocks", () => {
  it("takes a client and perhaps options, and gives a manager", () => {
    expectTypeOf(createWebLocks).toEqualTypeOf<
      (client: LockClient, options?: WebLocksOptions) => LockManager
    >();
  });

  it("gives what code written for navigator.locks expects", () => {
    expectTypeOf<LockManager>().toExtend<DomLockManager>();
  });
});

describe("the types of a LockManager", () => {
  it("the lock is null only with ifAvailable", () => {
    compiled((locks) => {
      locks.request("name", (lock) => expectTypeOf(lock).toEqualTypeOf<Lock>());
      locks.request("name", {}, (lock) => expectTypeOf(lock).toEqualTypeOf<Lock>());
      locks.request("name", { mode: "shared", signal: AbortSignal.timeout(1) }, (lock) =>
        expectTypeOf(lock).toEqualTypeOf<Lock>(),
      );
      locks.request("name", { ifAvailable: false }, (lock) =>
        expectTypeOf(lock).toEqualTypeOf<Lock>(),
      );
      locks.request("name", { ifAvailable: true }, (lock) =>
        expectTypeOf(lock).toEqualTypeOf<Lock | null>(),
      );
    });
  });

  it("the result is that of the callback, awaited", () => {
    compiled((locks) => {
      expectTypeOf(locks.request("name", () => 1)).toEqualTypeOf<Promise<number>>();
      expectTypeOf(locks.request("name", async () => "a")).toEqualTypeOf<Promise<string>>();
      expectTypeOf(
        locks.request("name", { ifAvailable: true }, async (lock) => lock?.name),
      ).toEqualTypeOf<Promise<string | undefined>>();
      expectTypeOf(locks.query()).toEqualTypeOf<Promise<LockManagerSnapshot>>();
    });
  });

  it("refuses what the standard does not have", () => {
    compiled((locks) => {
      // @ts-expect-error a callback is needed
      locks.request("name");
      // @ts-expect-error no such mode
      locks.request("name", { mode: "limited" }, () => 1);
      // @ts-expect-error no such option
      locks.request("name", { ttl: 1_000 }, () => 1);
    });
  });
});
