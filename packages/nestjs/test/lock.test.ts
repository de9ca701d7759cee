import { createMemoryLocks, currentLock, type LockClient, LockTimeoutError } from "@lockwire/core";
import { getLocksToken, Lock, LockwireModule, LockwireTestingModule } from "@lockwire/nestjs";
import {
  type INestApplicationContext,
  Injectable,
  Module,
  Scope,
  SetMetadata,
} from "@nestjs/common";
import { ContextIdFactory, Reflector } from "@nestjs/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type App, startApp } from "./start-app.js";

interface Order {
  readonly id: string;
}

@Injectable()
class Orders {
  readonly tenant: string = "acme";

  @Lock({ name: "orders.charge", by: (order: Order) => order.id })
  async charge(_order: Order): Promise<string> {
    return currentLock().name;
  }

  @Lock({
    name: "orders.refund",
    by(this: Orders, order: Order) {
      return [this.tenant, order.id];
    },
  })
  async refund(_order: Order, amount: number): Promise<string> {
    return `${currentLock().name} ${amount}`;
  }

  @Lock({ name: "orders.fail" })
  async fail(): Promise<void> {
    throw new Error("out of stock");
  }

  @Lock({ name: "orders.report", onBusy: "skip" })
  async report(): Promise<"sent" | undefined> {
    return "sent";
  }

  @Lock({ name: "orders.audit", onBusy: "throw" })
  async audit(): Promise<void> {}

  @Lock({ name: "orders.bill", client: "billing" })
  async bill(): Promise<string> {
    return currentLock().name;
  }

  @SetMetadata("above", "kept")
  @Lock({ name: "orders.noted" })
  @SetMetadata("below", "kept")
  async noted(): Promise<void> {}
}

@Injectable()
class RushOrders extends Orders {
  override readonly tenant = "rush";

  @Lock({ name: "rush.charge" })
  override async charge(order: Order): Promise<string> {
    return `${currentLock().name}, ${await super.charge(order)}`;
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestOrders {
  @Lock({ name: "request.charge", by: (id: string) => id })
  async charge(_id: string): Promise<string> {
    return currentLock().name;
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientOrders {
  @Lock({ name: "transient.charge" })
  async charge(): Promise<string> {
    return currentLock().name;
  }
}

describe("@Lock", () => {
  let app: App;
  let context: INestApplicationContext;
  let locks: LockClient;

  beforeEach(async () => {
    app = await startApp({
      imports: [LockwireTestingModule.forRoot({ names: ["default", "billing"] })],
      providers: [Orders, RushOrders, RequestOrders, TransientOrders],
    });
    context = app.context;
    locks = context.get(getLocksToken());
  });

  afterEach(() => app[Symbol.asyncDispose]());

  it("holds the lock of the call while the method runs, and keeps arguments and result", async () => {
    const orders = context.get(Orders);
    expect(await orders.charge({ id: "7" })).toBe("orders.charge:7");
    expect(await orders.refund({ id: "7" }, 30)).toBe("orders.refund:acme:7 30");
    expect(await locks.peek("orders.charge:7")).toMatchObject({ held: false });
  });

  it("waits for a call of the same name and parts, and for no other", async () => {
    const orders = context.get(Orders);
    const lock = await locks.acquire("orders.charge:7");
    let charged = false;
    const waiting = orders.charge({ id: "7" }).finally(() => {
      charged = true;
    });
    expect(await orders.charge({ id: "8" })).toBe("orders.charge:8");
    expect(charged).toBe(false);
    await lock.release();
    expect(await waiting).toBe("orders.charge:7");
  });

  it("releases the lock when the method throws, and passes the error on", async () => {
    await expect(context.get(Orders).fail()).rejects.toThrow("out of stock");
    expect(await locks.tryAcquire("orders.fail")).toMatchObject({ name: "orders.fail" });
  });

  it("skips a busy call, or throws", async () => {
    const orders = context.get(Orders);
    await using group = await locks.acquireAll(["orders.report", "orders.audit"]);
    expect(await orders.report()).toBeUndefined();
    await expect(orders.audit()).rejects.toThrow(LockTimeoutError);
    await group.release();
    expect(await orders.report()).toBe("sent");
  });

  it("acquires the lock from the client that it names", async () => {
    const names: string[] = [];
    context
      .get<LockClient>(getLocksToken("billing"))
      .on("acquired", ({ name }) => names.push(name));
    await context.get(Orders).bill();
    await context.get(Orders).charge({ id: "7" });
    expect(names).toEqual(["orders.bill"]);
  });

  it("guards inherited methods, and those of a subclass", async () => {
    const rush = context.get(RushOrders);
    expect(await rush.charge({ id: "7" })).toBe("rush.charge, orders.charge:7");
    expect(await rush.refund({ id: "7" }, 1)).toBe("orders.refund:rush:7 1");
    expect(await rush.bill()).toBe("orders.bill");
  });

  it("guards providers of request and transient scope", async () => {
    const requests = [ContextIdFactory.create(), ContextIdFactory.create()];
    const scoped = await Promise.all(requests.map((id) => context.resolve(RequestOrders, id)));
    expect(scoped[0]).not.toBe(scoped[1]);
    await using lock = await locks.acquire("request.charge:7");
    const calls = Promise.all(scoped.map((orders) => orders.charge("7")));
    await lock.release();
    expect(await calls).toEqual(["request.charge:7", "request.charge:7"]);
    expect(await (await context.resolve(TransientOrders)).charge()).toBe("transient.charge");
  });

  it("keeps what other decorators hang on the method, below it and above it", () => {
    const { noted } = Orders.prototype;
    const reflector = new Reflector();
    expect(reflector.get("above", noted)).toBe("kept");
    expect(reflector.get("below", noted)).toBe("kept");
  });

  it("rejects a call on an instance that Nest did not create", async () => {
    await expect(new Orders().charge({ id: "7" })).rejects.toThrow(
      new TypeError(
        "an instance of Orders has no lock client 'default' of LockwireModule, for @Lock: Nest did not create it",
      ),
    );
  });

  it("rejects a call without the instance", async () => {
    const { charge } = context.get(Orders);
    await expect(Reflect.apply(charge, undefined, [{ id: "7" }])).rejects.toThrow(
      new TypeError("a method with @Lock was called without its instance"),
    );
  });
});

describe("an application", () => {
  it("does not start without the client of @Lock, and the error names it", async () => {
    const imports = [LockwireTestingModule.forRoot()];
    await expect(startApp({ imports, providers: [Orders] })).rejects.toThrow(
      `dependencies of the Orders. Please make sure that the "Symbol(lock client 'billing' of LockwireModule, for @Lock)" property`,
    );
  });

  it("takes the client of the module that provides the class", async () => {
    const clients = [createMemoryLocks(), createMemoryLocks()] as const;
    const names: string[] = [];
    for (const [index, locks] of clients.entries()) {
      locks.on("acquired", ({ name }) => names.push(`${index}: ${name}`));
    }
    @Injectable()
    class First {
      @Lock({ name: "first" }) async run(): Promise<void> {}
    }
    @Injectable()
    class Second {
      @Lock({ name: "second" }) async run(): Promise<void> {}
    }
    @Module({ imports: [LockwireModule.forRoot({ locks: clients[0] })], providers: [First] })
    class FirstModule {}
    @Module({ imports: [LockwireModule.forRoot({ locks: clients[1] })], providers: [Second] })
    class SecondModule {}
    await using app = await startApp({ imports: [FirstModule, SecondModule] });
    await app.context.get(First, { strict: false }).run();
    await app.context.get(Second, { strict: false }).run();
    expect(names).toEqual(["0: first", "1: second"]);
  });
});
