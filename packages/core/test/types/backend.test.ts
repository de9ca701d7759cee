import type * as nodeTest from "node:test";
import type { ClientOptions, LockClient } from "@lockwire/core";
import {
  type Backend,
  type BackendReports,
  type Contender,
  createLocks,
  type Grant,
  type Refusal,
} from "@lockwire/core/backend";
import { conformance, type Runner } from "@lockwire/core/testing";
import { describe, expectTypeOf, it, test } from "vitest";

describe("the types of the port", () => {
  it("make a client of a backend", () => {
    expectTypeOf(createLocks).toEqualTypeOf<
      (createBackend: (reports: BackendReports) => Backend, options?: ClientOptions) => LockClient
    >();
  });

  it("have a fence where the lock was acquired, and the time to wait where it was not", () => {
    const read = (reply: Grant | Refusal) => {
      if (reply.acquired) {
        // @ts-expect-error it is acquired
        reply.freeIn;
        return expectTypeOf(reply.fence).toEqualTypeOf<number>();
      }
      // @ts-expect-error it is not
      reply.fence;
      return expectTypeOf(reply.freeIn).toEqualTypeOf<number>();
    };
    expectTypeOf(read).toBeFunction();
  });

  it("ask for every step that each backend has", () => {
    type Steps = Exclude<
      keyof Contender,
      "transfer" | "downgrade" | "tryUpgrade" | "releaseIn" | "takeOver" | "stopWaiting"
    >;
    expectTypeOf<Steps>().toEqualTypeOf<"tryAcquire" | "nextChance" | "renew" | "release">();
    const contender = (steps: Omit<Contender, "renew">) => {
      // @ts-expect-error what is held must be renewed
      const incomplete: Contender = steps;
      return incomplete;
    };
    expectTypeOf(contender).toBeFunction();
    expectTypeOf<Pick<Contender, Steps>>().toExtend<Contender>();
  });
});

describe("the types of the suite", () => {
  it("fit the test runners there are", () => {
    expectTypeOf({ describe, test }).toExtend<Runner>();
    expectTypeOf<Pick<typeof nodeTest, "describe" | "test">>().toExtend<Runner>();
    expectTypeOf(conformance).parameter(1).toEqualTypeOf<{
      connect: (options?: ClientOptions) => LockClient;
      readonly sharing?: boolean;
      readonly minHold?: boolean;
      readonly resume?: boolean;
    }>();
  });
});
