import { createMemoryLocks, currentLock, type LockClient, synchronized } from "@lockwire/core";

export interface Order {
  readonly id: string;
  readonly amount: number;
}

export const locks = createMemoryLocks();
export const BY_SYMBOL = Symbol("by symbol");

/** Written once, compiled under both settings of `experimentalDecorators`. */
export class Orders {
  readonly #rate: number;
  private readonly own: LockClient | undefined;
  readonly tenant = "acme";

  constructor(rate = 1, own?: LockClient) {
    this.#rate = rate;
    this.own = own;
  }

  @synchronized(locks, { name: "Orders.settle" })
  async settle(): Promise<string> {
    return currentLock().name;
  }

  @synchronized(locks, { name: "Orders.charge", by: (order: Order) => order.id })
  async charge(order: Order): Promise<number> {
    return order.amount * this.#rate;
  }

  @synchronized(locks, {
    name: "Orders.refund",
    by(this: Orders, order: Order) {
      return [this.tenant, order.id];
    },
  })
  async refund(order: Order, share: number): Promise<number> {
    return order.amount * share;
  }

  @synchronized(locks, { name: "report", onBusy: "skip" })
  async report(): Promise<"sent" | undefined> {
    return "sent";
  }

  @synchronized((orders: Orders) => orders.own ?? locks, { name: "Orders.audit" })
  async audit(): Promise<void> {}

  @synchronized(locks, { name: "Orders.echo" })
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @synchronized(locks, { name: "Orders.total" })
  static async total(): Promise<string> {
    return currentLock().name;
  }

  @synchronized(locks, { name: "Orders.bySymbol" })
  async [BY_SYMBOL](): Promise<string> {
    return currentLock().name;
  }

  @noted
  @synchronized(locks, { name: "Orders.noted" })
  async noted(): Promise<string> {
    return currentLock().name;
  }
}

export class RushOrders extends Orders {
  @synchronized(locks, { name: "RushOrders.settle" })
  override async settle(): Promise<string> {
    return `${currentLock().name} in ${await super.settle()}`;
  }

  override async noted(): Promise<string> {
    return `rush, ${await super.noted()}`;
  }
}

/** Another decorator, around ours; it works under both settings. */
function noted(
  method: object,
  _context: ClassMethodDecoratorContext | string,
  descriptor?: PropertyDescriptor,
): never {
  const inner: (...args: unknown[]) => unknown = descriptor ? descriptor.value : method;
  const outer = function (this: unknown, ...args: unknown[]) {
    return inner.apply(this, args);
  };
  return (descriptor ? { ...descriptor, value: outer } : outer) as never;
}
