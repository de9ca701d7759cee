import { createMemoryLocks, type LockClient } from "@lockwire/core";
import {
  getLocksToken,
  InjectLocks,
  Lock,
  LockwireModule,
  LockwireTestingModule,
} from "@lockwire/nestjs";
import type { DynamicModule } from "@nestjs/common";
import { describe, expectTypeOf, it } from "vitest";

interface Order {
  readonly id: string;
}

describe("the types of the modules", () => {
  it("take a client or what creates it, and give Nest's dynamic module", () => {
    expectTypeOf(LockwireModule.forRoot).returns.toEqualTypeOf<DynamicModule>();
    expectTypeOf(LockwireTestingModule.forRoot).returns.toEqualTypeOf<DynamicModule>();
    expectTypeOf(LockwireModule.forRoot).toBeCallableWith({ locks: createMemoryLocks() });
    expectTypeOf(LockwireModule.forRoot).toBeCallableWith({
      locks: async () => createMemoryLocks(),
    });
    expectTypeOf(LockwireTestingModule.forRoot).toBeCallableWith();
    expectTypeOf(getLocksToken).returns.toBeString();
  });

  it("keep the types of what a factory injects", () => {
    const module = () =>
      LockwireModule.forRootAsync({
        inject: ["url", "port"],
        useFactory: (url: string, port: number) => {
          expectTypeOf(url).toBeString();
          expectTypeOf(port).toBeNumber();
          return createMemoryLocks();
        },
      });
    expectTypeOf(module).returns.toEqualTypeOf<DynamicModule>();
  });

  it("refuse what is none of that", () => {
    const refused = () => {
      // @ts-expect-error there is no client
      LockwireModule.forRoot({ name: "billing" });
      // @ts-expect-error a factory returns a client
      LockwireModule.forRootAsync({ useFactory: () => "client" });
      // @ts-expect-error no such option
      LockwireModule.forRoot({ locks: createMemoryLocks(), global: true });
      // @ts-expect-error names are a list
      LockwireTestingModule.forRoot({ names: "billing" });
      // @ts-expect-error a name is a string
      InjectLocks(Symbol("billing"));
    };
    expectTypeOf(refused).toBeFunction();
  });
});

describe("the type of @Lock", () => {
  it("fits methods that have the arguments of by", () => {
    class Orders {
      readonly tenant = "acme";
      @InjectLocks() readonly locks: LockClient | undefined;

      @Lock({ name: "charge", by: (order: Order) => order.id, ttl: 5_000 })
      async charge(_order: Order, amount: number): Promise<number> {
        return amount;
      }

      @Lock({
        name: "refund",
        by(this: Orders, order: Order) {
          return [this.tenant, order.id];
        },
      })
      async refund(_order: Order): Promise<void> {}

      @Lock({ name: "report", client: "billing", onBusy: "skip" })
      async report(): Promise<"sent" | undefined> {
        return "sent";
      }
    }
    expectTypeOf<Orders["charge"]>().toEqualTypeOf<
      (order: Order, amount: number) => Promise<number>
    >();
  });

  it("refuses what could not work", () => {
    class Orders {
      // @ts-expect-error by wants an order
      @Lock({ name: "charge", by: (order: Order) => order.id })
      async charge(_id: string): Promise<void> {}

      // @ts-expect-error a guarded method is asynchronous
      @Lock({ name: "total" })
      total(): number {
        return 1;
      }

      // @ts-expect-error a skipped call resolves with undefined
      @Lock({ name: "report", onBusy: "skip" })
      async report(): Promise<string> {
        return "sent";
      }
    }
    expectTypeOf(Orders).toBeConstructibleWith();
    const unnamed = () => {
      // @ts-expect-error there is no name
      Lock({ by: (order: Order) => order.id });
      // @ts-expect-error a client is known by its name
      Lock({ name: "charge", client: createMemoryLocks() });
    };
    expectTypeOf(unnamed).toBeFunction();
  });
});
