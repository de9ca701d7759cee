import { createMemoryLocks, currentLock, type Lock, synchronized } from "@lockwire/core";
import { describe, expectTypeOf, it } from "vitest";

interface Order {
  readonly id: string;
  readonly amount: number;
}

const locks = createMemoryLocks();

describe("the type of a guarded function", () => {
  it("has the parameters and the result of the function", () => {
    const charge = synchronized(locks, { name: "n" })(async (order: Order, note?: string) => {
      return `${order.id} ${note}`;
    });
    expectTypeOf(charge).toEqualTypeOf<(order: Order, note?: string) => Promise<string>>();
  });

  it("is asynchronous where the function is not", () => {
    const charge = synchronized(locks, { name: "n" })((order: Order) => order.amount);
    expectTypeOf(charge).toEqualTypeOf<(order: Order) => Promise<number>>();
  });

  it("has undefined among its results when busy calls are skipped, and only then", () => {
    const guard = synchronized(locks, { name: "n", onBusy: "skip" });
    expectTypeOf(guard(async () => 1)).toEqualTypeOf<() => Promise<number | undefined>>();
    const strict = synchronized(locks, { name: "n", onBusy: "throw" });
    expectTypeOf(strict(async () => 1)).toEqualTypeOf<() => Promise<number>>();
    const either = synchronized(locks, { name: "n", onBusy: "wait" as "wait" | "skip" });
    expectTypeOf(either(async () => 1)).toEqualTypeOf<() => Promise<number | undefined>>();
  });

  it("keeps type parameters, rest parameters and this", async () => {
    const guard = synchronized(locks, { name: "n" });
    const first = guard(async <T>(...items: readonly T[]) => items[0]);
    expectTypeOf(await first("a", "b")).toEqualTypeOf<string | undefined>();
    expectTypeOf(await first(1)).toEqualTypeOf<number | undefined>();
    const method = guard(async function (this: Order, factor: number) {
      return this.amount * factor;
    });
    expectTypeOf(method).toEqualTypeOf<(this: Order, factor: number) => Promise<number>>();
  });

  it("gives the parameters that by names to the function", () => {
    const guard = synchronized(locks, { name: "n", by: (order: Order) => order.id });
    const charge = guard(async (order, factor: number) => order.amount * factor);
    expectTypeOf(charge).toEqualTypeOf<(order: Order, factor: number) => Promise<number>>();
    const refused = () => {
      // @ts-expect-error by names an Order, and the function takes none
      guard(async (text: string) => text);
      // @ts-expect-error what by gives may be undefined
      synchronized(locks, { name: "n", by: (order: Partial<Order>) => order.id });
      // @ts-expect-error a list of paths depends on the names of parameters
      synchronized(locks, { name: "n", by: ["order.id"] });
    };
    expectTypeOf(refused).toBeFunction();
  });

  it("has the instance that by asks for", () => {
    const by = function (this: { tenant: string }, order: Order) {
      return [this.tenant, order.id];
    };
    const guard = synchronized(locks, { name: "n", by });
    const method = guard(async function (this: { tenant: string; rate: number }, order) {
      return order.amount * this.rate;
    });
    expectTypeOf(method).toEqualTypeOf<
      (this: { tenant: string; rate: number }, order: Order) => Promise<number>
    >();
    const refused = () => {
      // @ts-expect-error the instance has no tenant
      guard(async function (this: { rate: number }, order) {
        return order.amount * this.rate;
      });
    };
    expectTypeOf(refused).toBeFunction();
  });

  it("is refused without a name", () => {
    const refused = () => {
      // @ts-expect-error there is no name that every build keeps
      synchronized(locks);
      // @ts-expect-error there is no name that every build keeps
      synchronized(locks, { onBusy: "skip" });
    };
    expectTypeOf(refused).toBeFunction();
  });

  it("has a lock, never undefined, as its current one", () => {
    expectTypeOf(currentLock).toEqualTypeOf<() => Lock>();
  });
});
