import { createMemoryLocks, type LockClient } from "@lockwire/core";
import { getLocksToken, InjectLocks, LockwireModule } from "@lockwire/nestjs";
import { Inject, Injectable, Module } from "@nestjs/common";
import { describe, expect, it } from "vitest";
import { probe, startApp } from "./start-app.js";

@Injectable()
class Injected {
  readonly locks: LockClient;
  @InjectLocks("billing") readonly billing: LockClient | undefined;

  constructor(@InjectLocks() locks: LockClient) {
    this.locks = locks;
  }
}

describe("LockwireModule", () => {
  it("provides the client that forRoot is given", async () => {
    const [locks, billing] = [createMemoryLocks(), createMemoryLocks()];
    await using app = await startApp({
      imports: [
        LockwireModule.forRoot({ locks }),
        LockwireModule.forRoot({ name: "billing", locks: billing }),
      ],
      providers: [Injected],
    });
    expect(app.context.get(Injected).locks).toBe(locks);
    expect(app.context.get(Injected).billing).toBe(billing);
  });

  it("calls a factory of forRoot once, when the application starts", async () => {
    const created: LockClient[] = [];
    const locks = async () => {
      created.push(createMemoryLocks());
      return created[0] as LockClient;
    };
    const module = LockwireModule.forRoot({ locks });
    expect(created).toEqual([]);
    await using app = await startApp({
      imports: [module],
      providers: [probe("a", getLocksToken()), probe("b", getLocksToken())],
    });
    expect(created).toHaveLength(1);
    expect(app.context.get("a")).toEqual(created);
    expect(app.context.get("b")).toEqual(created);
  });

  it("hands the factory of forRootAsync what it injects from the modules that it imports", async () => {
    @Module({ providers: [{ provide: "prefix", useValue: "shop" }], exports: ["prefix"] })
    class ConfigModule {}
    const prefixes: string[] = [];
    const module = LockwireModule.forRootAsync({
      imports: [ConfigModule],
      inject: ["prefix"],
      useFactory: async (prefix: string) => {
        prefixes.push(prefix);
        return createMemoryLocks();
      },
    });
    await using app = await startApp({
      imports: [module],
      providers: [probe("a", getLocksToken())],
    });
    expect(prefixes).toEqual(["shop"]);
    expect(app.context.get("a")).toEqual([
      expect.objectContaining({ acquire: expect.any(Function) }),
    ]);
  });

  it.each([
    [
      "forRoot",
      (isGlobal: boolean) => LockwireModule.forRoot({ isGlobal, locks: createMemoryLocks() }),
    ],
    [
      "forRootAsync",
      (isGlobal: boolean) =>
        LockwireModule.forRootAsync({ isGlobal, useFactory: () => createMemoryLocks() }),
    ],
  ])(
    "%s provides the client everywhere with isGlobal, and else where it is imported",
    async (_, register) => {
      @Module({ providers: [probe("orders", getLocksToken())] })
      class OrdersModule {}
      await using app = await startApp({ imports: [register(true), OrdersModule] });
      expect(app.context.get("orders", { strict: false })).toHaveLength(1);
      await expect(startApp({ imports: [register(false), OrdersModule] })).rejects.toThrow(
        /^Nest can't resolve dependencies of the orders/,
      );
    },
  );

  it("keeps clients of one name apart where two modules register them", async () => {
    const [first, second] = [createMemoryLocks(), createMemoryLocks()];
    const register = (locks: LockClient) => LockwireModule.forRoot({ locks: () => locks });
    @Module({ imports: [register(first)], providers: [probe("orders", getLocksToken())] })
    class OrdersModule {}
    @Module({ imports: [register(second)], providers: [probe("stock", getLocksToken())] })
    class StockModule {}
    await using app = await startApp({ imports: [OrdersModule, StockModule] });
    const [[orders], [stock]] = ["orders", "stock"].map((token) =>
      app.context.get(token, { strict: false }),
    );
    expect(orders).toBe(first);
    expect(stock).toBe(second);
  });

  it("gives each registration a text of its own, by which Nest 10 tells modules apart", () => {
    const locks = () => createMemoryLocks();
    const [first, second] = [LockwireModule.forRoot({ locks }), LockwireModule.forRoot({ locks })];
    expect(JSON.stringify(first)).not.toBe(JSON.stringify(second));
  });

  it("shares a client between two modules that import one registration", async () => {
    const created: LockClient[] = [];
    const shared = LockwireModule.forRoot({
      locks: () => {
        const locks = createMemoryLocks();
        created.push(locks);
        return locks;
      },
    });
    @Module({ imports: [shared], providers: [probe("orders", getLocksToken())] })
    class OrdersModule {}
    @Module({ imports: [shared], providers: [probe("stock", getLocksToken())] })
    class StockModule {}
    await using app = await startApp({ imports: [OrdersModule, StockModule] });
    expect(app.context.get("orders", { strict: false })).toEqual(created);
    expect(app.context.get("stock", { strict: false })).toEqual(created);
  });
});

describe("an application without the client", () => {
  const register = () => LockwireModule.forRoot({ locks: createMemoryLocks() });

  it("does not start, and the error names the client of a parameter", async () => {
    class Orders {
      constructor(@InjectLocks("billing") readonly locks: LockClient) {}
    }
    Injectable()(Orders);
    await expect(startApp({ imports: [register()], providers: [Orders] })).rejects.toThrow(
      `dependencies of the Orders (?). Please make sure that the argument "lock client 'billing' of LockwireModule" at index [0]`,
    );
  });

  it("does not start where a factory returns something else", async () => {
    const nothing = () => undefined as unknown as LockClient;
    await expect(
      startApp({ imports: [LockwireModule.forRoot({ locks: nothing })] }),
    ).rejects.toThrow(
      "locks of the lock client 'default' of LockwireModule must be a lock client, or a function that returns one, got undefined",
    );
    const empty = async () => ({}) as unknown as LockClient;
    const module = LockwireModule.forRootAsync({ name: "billing", useFactory: empty });
    await expect(startApp({ imports: [module] })).rejects.toThrow(
      "useFactory of the lock client 'billing' of LockwireModule must be a lock client, or a function that returns one, got an object",
    );
  });

  it("does not start where a factory fails, and the error is the factory's", async () => {
    const locks = () => Promise.reject(new Error("no configuration"));
    await expect(startApp({ imports: [LockwireModule.forRoot({ locks })] })).rejects.toThrow(
      "no configuration",
    );
  });

  it("does not start where what the factory injects is missing", async () => {
    const module = LockwireModule.forRootAsync({
      inject: ["config"],
      useFactory: () => createMemoryLocks(),
    });
    await expect(startApp({ imports: [module] })).rejects.toThrow(
      /dependencies of the lock client 'default'.*"config"/,
    );
  });
});

describe("a test that replaces the client", () => {
  it("never calls the factory, and the replacement is closed in its place", async () => {
    const { Test } = await import("@nestjs/testing");
    const module = LockwireModule.forRoot({
      locks: () => {
        throw new Error("called");
      },
    });
    const locks = createMemoryLocks();
    const context = await Test.createTestingModule({
      imports: [module],
      providers: [probe("a", getLocksToken())],
    })
      .overrideProvider(getLocksToken())
      .useValue(locks)
      .compile();
    await context.init();
    expect(context.get("a")).toEqual([locks]);
    await context.close();
    await expect(locks.acquire("a")).rejects.toThrow(/closed/);
  });
});

it("is found by @Inject and the token too", async () => {
  const locks = createMemoryLocks();
  @Injectable()
  class Orders {
    @Inject(getLocksToken()) readonly locks: LockClient | undefined;
  }
  await using app = await startApp({
    imports: [LockwireModule.forRoot({ locks })],
    providers: [Orders],
  });
  expect(app.context.get(Orders).locks).toBe(locks);
});
