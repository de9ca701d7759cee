import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createMemoryLocks, synchronized } from "@lockwire/core";
import { beforeAll, beforeEach, describe, expect, it, test } from "vitest";

const folder = fileURLToPath(new URL("./decorated", import.meta.url));
const compiler = createRequire(import.meta.url).resolve("typescript/package.json");

type Compiled = typeof import("./decorated/orders.js");

describe.each(["standard", "experimental"])("%s decorators, compiled by tsc", (setting) => {
  let compiled: Compiled;
  let names: string[];

  // The compiler is half of the test: it has to accept every use in orders.ts, and to refuse those in refused.ts.
  beforeAll(async () => {
    const project = join(folder, `tsconfig.${setting}.json`);
    const tsc = join(dirname(compiler), "bin", "tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", project]);
    compiled = await import(join(folder, "dist", setting, "orders.js"));
  }, 120_000);

  beforeEach(() => {
    names = [];
    return compiled.locks.on("acquired", ({ name }) => names.push(name));
  });

  it("give a method its lock, and hold it while it runs", async () => {
    expect(await new compiled.Orders().settle()).toBe("Orders.settle");
    expect(await compiled.locks.peek("Orders.settle")).toMatchObject({ held: false });
  });

  it("guard a static method", async () => {
    expect(await compiled.Orders.total()).toBe("Orders.total");
    expect(await compiled.RushOrders.total()).toBe("Orders.total");
  });

  it("give an inherited method the name of its base, and an override its own", async () => {
    const rush = new compiled.RushOrders();
    await rush.charge({ id: "1", amount: 1 });
    expect(names).toEqual(["Orders.charge:1"]);
    expect(await rush.settle()).toBe("RushOrders.settle in Orders.settle");
  });

  it("guard a method that has a symbol for its name", async () => {
    expect(await new compiled.Orders()[compiled.BY_SYMBOL]()).toBe("Orders.bySymbol");
  });

  it("guard a method that another decorator wraps, also below an override", async () => {
    expect(await new compiled.Orders().noted()).toBe("Orders.noted");
    expect(await new compiled.RushOrders().noted()).toBe("rush, Orders.noted");
  });

  it("add what by returns, and keep the instance, the arguments and the result", async () => {
    const orders = new compiled.Orders(3);
    expect(await orders.charge({ id: "42", amount: 5 })).toBe(15);
    expect(await orders.refund({ id: "42", amount: 5 }, 0.5)).toBe(2.5);
    expect(await orders.echo("text")).toBe("text");
    expect(names).toEqual(["Orders.charge:42", "Orders.refund:acme:42", "Orders.echo"]);
  });

  it("skip a busy call", async () => {
    const orders = new compiled.Orders();
    const lock = await compiled.locks.acquire("report");
    expect(await orders.report()).toBeUndefined();
    await lock.release();
    expect(await orders.report()).toBe("sent");
  });

  it("take the client from the instance", async () => {
    const own = createMemoryLocks();
    const ownNames: string[] = [];
    own.on("acquired", ({ name }) => ownNames.push(name));
    await new compiled.Orders(1, own).audit();
    expect({ names, ownNames }).toEqual({ names: [], ownNames: ["Orders.audit"] });
  });
});

test("a standard decorator guards a private method", async () => {
  const { Vault }: typeof import("./decorated/private.js") = await import(
    join(folder, "dist", "standard", "private.js")
  );
  expect(await new Vault().open()).toBe("Vault.open");
});

describe("a decorator that cannot do its work", () => {
  const decorate = synchronized(createMemoryLocks(), { name: "n" }) as (
    ...site: unknown[]
  ) => unknown;

  it("refuses what is no method, as soon as the class is defined", () => {
    const field = { kind: "field", name: "charge" };
    expect(() => decorate(undefined, field)).toThrow("decorates methods, not a field");
    const getter = { get: async () => 1 };
    expect(() => decorate({}, "charge", getter)).toThrow("charge is not one");
    expect(() => decorate({}, "charge")).toThrow("charge is not one");
  });
});
