import { createMemoryLocks, synchronized } from "@lockwire/core";
import { describe, expect, it } from "vitest";
import { namedCalls } from "./named-calls.js";

interface Order {
  readonly id: string;
  readonly amount?: number;
}

describe("the name of a guarded function", () => {
  it("is the function's own", async () => {
    const { locks, names } = namedCalls();
    async function charge() {}
    const refund = async () => undefined;
    await synchronized(locks)(charge)();
    await synchronized(locks)(refund)();
    expect(names).toEqual(["charge", "refund"]);
  });

  it("is the given one before the function's own", async () => {
    const { locks, names } = namedCalls();
    await synchronized(locks, { name: "billing" })(async function charge() {})();
    expect(names).toEqual(["billing"]);
  });

  it("is asked for when the function has none", () => {
    expect(() => synchronized(createMemoryLocks())(async () => undefined)).toThrow(
      new TypeError("what is guarded has no name of its own; give it one: name"),
    );
  });

  it("follows a module's name", async () => {
    const { locks, names } = namedCalls();
    await synchronized(locks, { module: "billing" })(async function charge() {})();
    expect(names).toEqual(["billing/charge"]);
  });

  it("takes a module's URL as its package and the path in it, the same on every host", async () => {
    const { locks, names } = namedCalls();
    await synchronized(locks, { module: import.meta.url })(async function charge() {})();
    expect(names).toEqual(["@lockwire/core/test/synchronized/lock-names.test/charge"]);
  });

  it("is refused for a module outside of any package", () => {
    const guard = synchronized(createMemoryLocks(), { module: "file:///nowhere/at/all.js" });
    expect(() => guard(async function charge() {})).toThrow(/^module: no package\.json/);
  });
});

describe("by, as a list of paths", () => {
  it("adds what the paths lead to, in their order", async () => {
    const { locks, names } = namedCalls();
    const by = ["order.id", "currency"] as const;
    const charge = synchronized(locks, { by })(async function charge(
      order: Order,
      _amount: number,
      currency: string,
    ) {
      return `${order.id} ${currency}`;
    });
    await charge({ id: "42" }, 10, "EUR");
    expect(names).toEqual(["charge:42:EUR"]);
  });

  it("reads a position, the instance, a rest parameter and a parameter that is taken apart", async () => {
    const { locks, names } = namedCalls();
    const by = ["1.id", "this.tenant", "rest.0", "user"] as const;
    const service = {
      tenant: "acme",
      charge: synchronized(locks, { by })(async function charge(
        this: { tenant: string },
        { user: _user = "nobody", ...more }: { user?: string; more?: string },
        _order: Order,
        ...rest: readonly string[]
      ) {
        return [rest, more];
      }),
    };
    await service.charge({ user: "eve" }, { id: "42" }, "first", "second");
    expect(names).toEqual(["charge:42:acme:first:eve"]);
  });

  it("finds parameters in any source that a function can have", async () => {
    const { locks, names } = namedCalls();
    const guard = synchronized(locks, { name: "n", by: ["order"] });
    const methods = {
      async ["a(b)"](_first: string, order: string) {
        return order;
      },
    };
    await guard(methods["a(b)"])("1", "computed name");
    await guard(async (_text = ", order (", order = "") => order)("1", "text default");
    await guard(async (_regexp = /[,)]\/,/, order = "") => order)(/x/, "regexp default");
    await guard(async (_list = [1, { a: 2 }], /* order, */ order = "") => order)([], "nested");
    // biome-ignore format: an arrow without parentheses is one of the sources.
    await guard(Function("return async order => order")() as (order: string) => string)("bare");
    await guard(Function("return order => order")() as (order: string) => string)("bare, sync");
    expect(names).toEqual([
      "n:computed name",
      "n:text default",
      "n:regexp default",
      "n:nested",
      "n:bare",
      "n:bare, sync",
    ]);
  });

  it("refuses a parameter that the function does not have, at once", () => {
    const guard = synchronized(createMemoryLocks(), { by: ["ordre.id"] });
    expect(() =>
      guard(async function charge(order: Order) {
        return order.id;
      }),
    ).toThrow(/^by: "ordre\.id": the function has no parameter "ordre" \(only order\)/);
    expect(() => guard(charge.bind(undefined))).toThrow(/no parameter "ordre" \(none\)/);
    async function charge(order: Order) {
      return order.id;
    }
  });
});

describe("by, as a function", () => {
  it("adds the part, or the parts, that it gives", async () => {
    const { locks, names } = namedCalls();
    const one = synchronized(locks, { name: "one", by: (order: Order) => order.id });
    const two = synchronized(locks, {
      name: "two",
      by: (order: Order, currency: string) => [order.id, currency],
    });
    await one(async (order) => order.amount)({ id: "42" });
    await two(async (order) => order.amount)({ id: "42" }, "EUR");
    expect(names).toEqual(["one:42", "two:42:EUR"]);
  });
});
