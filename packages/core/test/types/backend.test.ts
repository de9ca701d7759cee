import type * as nodeTest from "node:test";
import {
  type Backend,
  type ClientOptions,
  createLocks,
  type LeaseStore,
  type LockClient,
  type ReleaseWatch,
  type ReleaseWatcher,
  type TakeResult,
  type WatcherReports,
} from "@lockwire/core";
import { conformance, type Runner } from "@lockwire/core/testing";
import { describe, expectTypeOf, it, test } from "vitest";

describe("the types of the port", () => {
  it("make a client of a store and a watcher", () => {
    expectTypeOf(createLocks).toEqualTypeOf<
      (backend: Backend, options?: ClientOptions) => LockClient
    >();
    expectTypeOf<Backend["store"]>().toEqualTypeOf<LeaseStore>();
    expectTypeOf<Backend["watcher"]>().toEqualTypeOf<(reports: WatcherReports) => ReleaseWatcher>();
  });

  it("have a fence where the lock was taken, and the time to wait where it was not", () => {
    const read = (result: TakeResult) => {
      if (result.taken) {
        // @ts-expect-error it is taken
        result.freeIn;
        return expectTypeOf(result.fence).toEqualTypeOf<number>();
      }
      // @ts-expect-error it is not
      result.fence;
      return expectTypeOf(result.freeIn).toEqualTypeOf<number>();
    };
    expectTypeOf(read).toBeFunction();
  });

  it("ask for every step, but not for a watcher that can grant", () => {
    type Steps = "take" | "renew" | "free" | "pass" | "peek" | "forceFree";
    expectTypeOf<keyof LeaseStore>().toEqualTypeOf<Steps>();
    const store = (steps: Omit<LeaseStore, "peek">) => {
      // @ts-expect-error what is there must be told
      const incomplete: LeaseStore = steps;
      return incomplete;
    };
    expectTypeOf(store).toBeFunction();
    expectTypeOf({ next: async () => undefined, stop: () => undefined }).toExtend<ReleaseWatch>();
  });
});

describe("the types of the suite", () => {
  it("fit the test runners there are", () => {
    expectTypeOf({ describe, test }).toExtend<Runner>();
    expectTypeOf<Pick<typeof nodeTest, "describe" | "test">>().toExtend<Runner>();
    expectTypeOf(conformance).parameter(1).toEqualTypeOf<{
      connect: (options?: ClientOptions) => LockClient;
    }>();
  });
});
