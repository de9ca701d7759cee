// Classes, functions and parameters whose names a build changes, or which have none.

import { synchronized } from "@lockwire/core";
import ExportRun, { Job as ExportJob } from "./export.js";
import ImportRun, { Job as ImportJob } from "./import.js";
import { locks } from "./locks.js";

interface Order {
  readonly id: string;
}

const BY_SYMBOL = Symbol("by symbol");

class Orders {
  readonly tenant: string = "acme";

  @synchronized(locks, {
    name: "orders.charge",
    by(this: Orders, order: Order, currency = "EUR") {
      return [this.tenant, order.id, currency];
    },
  })
  async charge(_order: Order, _currency?: string): Promise<void> {}

  @synchronized(locks, { name: "orders.total" })
  static async total(): Promise<void> {}

  @synchronized(locks, { name: "orders.by-symbol" })
  async [BY_SYMBOL](): Promise<void> {}

  @synchronized(locks, { name: "orders.settle" })
  async settle(): Promise<void> {}
}

class RushOrders extends Orders {
  @synchronized(locks, { name: "rush-orders.settle" })
  override async settle(): Promise<void> {
    await super.settle();
  }
}

const nameless = synchronized(locks, { name: "nameless", by: ({ id }: Order) => id })(
  async () => undefined,
);

for (const job of [new ImportRun(), new ExportRun(), new ImportJob(), new ExportJob()]) {
  await job.run();
}
const rush = new RushOrders();
await rush.charge({ id: "7" });
await rush[BY_SYMBOL]();
await rush.settle();
await Orders.total();
await nameless({ id: "8" });
await locks.close();
console.log("all called");
