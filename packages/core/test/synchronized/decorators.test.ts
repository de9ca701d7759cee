import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createMemoryLocks, type LockClient, synchronized } from "@lockwire/core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

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

  it("name a method after its class, and hold its lock while it runs", async () => {
    expect(await new compiled.Orders().settle()).toBe("Orders.settle");
    expect(await compiled.locks.peek("Orders.settle")).toMatchObject({ held: false });
  });

  it("name a static method after its class", async () => {
    expect(await compiled.Orders.total()).toBe("Orders.total");
    expect(await compiled.RushOrders.total()).toBe("Orders.total");
  });

  it("name an inherited method after the class that declares it, and an override after its own", async () => {
    const rush = new compiled.RushOrders();
    await rush.charge({ id: "1", amount: 1 });
    expect(names).toEqual(["Orders.charge:1"]);
    expect(await rush.settle()).toBe("RushOrders.settle in Orders.settle");
  });

  it("find the class below another decorator", async () => {
    expect(await new compiled.Orders().noted()).toBe("Orders.noted");
    expect(await new compiled.RushOrders().noted()).toBe("Orders.noted");
  });

  it("add what by names, and keep the instance, the arguments and the result", async () => {
    const orders = new compiled.Orders(3);
    expect(await orders.charge({ id: "42", amount: 5 })).toBe(15);
    expect(await orders.refund({ id: "42", amount: 5 }, 0.5)).toBe(2.5);
    expect(await orders.echo("text")).toBe("text");
    expect(names).toEqual(["Orders.charge:42", "Orders.refund:42", "Orders.echo"]);
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

describe("a decorator that cannot do its work", () => {
  const locks: LockClient = createMemoryLocks();
  const decorate = synchronized(locks) as (...site: unknown[]) => unknown;
  const method = async () => 1;

  it("refuses what is no method, as soon as the class is defined", () => {
    const field = { kind: "field", name: "charge" };
    expect(() => decorate(undefined, field)).toThrow("decorates methods, not a field");
    const getter = { get: method };
    expect(() => decorate({}, "charge", getter)).toThrow("charge is none");
    expect(() => decorate({}, "charge")).toThrow("charge is none");
  });

  it("asks for a name of a private method, which is on no prototype", () => {
    const context = { kind: "method", name: "#charge", private: true };
    expect(() => decorate(method, context)).toThrow(/^what is guarded has no name of its own/);
  });

  it("asks for a name when the class has none", async () => {
    const nameless = (() => class {})();
    expect(() => decorate(nameless.prototype, "charge", { value: method })).toThrow(/give it one/);
    const guarded = decorate(method, { kind: "method", name: "charge" }) as () => Promise<number>;
    Object.defineProperty(nameless.prototype, "charge", { value: guarded });
    await expect(guarded.call(new nameless())).rejects.toThrow(/give it one/);
  });

  it("says so when a method is called without its instance", async () => {
    const guarded = decorate(method, { kind: "method", name: "charge" }) as () => Promise<number>;
    await expect(guarded()).rejects.toThrow(
      /charge is not known: it was called without its instance/,
    );
  });

  it("says so when a wrapped method is overridden, and asks for a name", async () => {
    const guarded = decorate(method, { kind: "method", name: "charge" }) as () => Promise<number>;
    class Base {
      charge() {
        return guarded.call(this);
      }
    }
    class Derived extends Base {
      override charge() {
        return super.charge();
      }
    }
    await expect(new Derived().charge()).rejects.toThrow(/another decorator wraps it/);
  });
});
