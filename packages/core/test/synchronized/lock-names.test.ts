import { createMemoryLocks, synchronized } from "@lockwire/core";
import { describe, expect, it } from "vitest";
import { namedCalls } from "./named-calls.js";

interface Order {
  readonly id: string;
  readonly amount?: number;
}

describe("the name of a guarded function", () => {
  it("is the given one, whatever the function is called", async () => {
    const { locks, names } = namedCalls();
    const guard = synchronized(locks, { name: "Orders.charge" });
    await guard(async function charge() {})();
    await guard(async () => undefined)();
    expect(names).toEqual(["Orders.charge", "Orders.charge"]);
  });

  it("is asked for before anything is guarded, since a build may change every other one", () => {
    const message =
      'name must be given, as in { name: "Orders.charge" }: a build may rename classes and functions';
    const unnamed = synchronized as (...args: unknown[]) => unknown;
    const locks = createMemoryLocks();
    expect(() => unnamed(locks)).toThrow(new TypeError(message));
    expect(() => unnamed(locks, {})).toThrow(new TypeError(message));
    expect(() => unnamed(locks, { name: undefined, by: () => 1 })).toThrow(new TypeError(message));
  });

  it("is not where a file is, which differs between hosts and builds", () => {
    expect(() => synchronized(createMemoryLocks(), { name: import.meta.url })).toThrow(
      new TypeError("name must not be the URL of a file, which differs between hosts and builds"),
    );
  });

  it.each([
    ["too long", "x".repeat(4_097), /^name must have at most 4096 characters/],
    ["a lone surrogate", "\ud800", /^name must be well-formed/],
  ])("is checked before any call: %s", (_what, name, message) => {
    expect(() => synchronized(createMemoryLocks(), { name })).toThrow(message);
  });
});

describe("by", () => {
  it("adds the part, or the parts, that it returns", async () => {
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

  it("gets the instance as this, and all arguments of the call", async () => {
    const { locks, names } = namedCalls();
    const by = function (this: { tenant: string }, ...ids: readonly string[]) {
      return [this.tenant, ...ids];
    };
    const service = {
      tenant: "acme",
      charge: synchronized(locks, { name: "charge", by })(async (...ids) => ids.length),
    };
    await service.charge("1", "2");
    expect(names).toEqual(["charge:acme:1:2"]);
  });

  it("rejects the call with its own failure, and the function does not run", async () => {
    const { locks, names } = namedCalls();
    let ran = false;
    const charge = synchronized(locks, {
      name: "charge",
      by: (order: { customer?: Order }) => (order.customer as Order).id,
    })(async () => {
      ran = true;
    });
    await expect(charge({})).rejects.toThrow(TypeError);
    expect({ ran, names }).toEqual({ ran: false, names: [] });
  });

  it.each([
    ["order.id", "a string"],
    [["order.id"], "an array"],
    [["0.id"], "an array"],
    [null, "null"],
  ])("is refused where it would depend on names in a source: %j", (by, kind) => {
    expect(() => synchronized(createMemoryLocks(), { name: "n", by: by as never })).toThrow(
      new TypeError(
        `by must be a function of the arguments, such as (order) => order.id, got ${kind}`,
      ),
    );
  });
});
