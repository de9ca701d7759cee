import {
  type LockClient,
  type OnBusy,
  type SynchronizedOptions,
  synchronized,
} from "@lockwire/core";
import { checkOptions, readOptions, SYNCHRONIZED_OPTIONS } from "@lockwire/core/backend";
import { InjectLocks } from "./inject-locks.js";
import type { LockDecorator, SkippingLockDecorator } from "./lock-decorator.js";
import { checkClientName, DEFAULT_NAME, LOCK_OPTIONS, type LockOptions } from "./options.js";

/**
 * Runs a method of a provider or a controller under a lock, as `synchronized` of `@lockwire/core` does: the name is
 * yours, and `by` says which calls exclude each other. Nest injects the client, so that an application without it does
 * not start.
 *
 * ```ts
 * @Injectable()
 * class OrdersService {
 *   @Lock({ name: "orders.charge", by: (order: Order) => order.id })
 *   async charge(order: Order): Promise<void> {
 *     await pay(order, { signal: currentLock().signal });
 *   }
 * }
 * ```
 *
 * @throws {RangeError | TypeError} on a bad option or a missing name.
 */
export function Lock<Self = unknown, Args extends readonly unknown[] = []>(
  options: LockOptions<Args, Self> & { onBusy?: Exclude<OnBusy, "skip"> | undefined },
): LockDecorator<Self, Args>;
export function Lock<Self = unknown, Args extends readonly unknown[] = []>(
  options: LockOptions<Args, Self>,
): SkippingLockDecorator<Self, Args>;
export function Lock(options: LockOptions): LockDecorator<unknown, []> {
  checkOptions(options, LOCK_OPTIONS);
  const { client = DEFAULT_NAME } = options;
  checkClientName("client", client);
  const synchronizedOptions = readOptions<SynchronizedOptions>(SYNCHRONIZED_OPTIONS, options);
  const property = clientProperty(client);
  const guard = synchronized(
    (self: object | undefined) => clientOf(self, property),
    synchronizedOptions,
  );
  return (target, key, descriptor) => {
    checkTarget(target, key);
    injectOnce(target, property, client);
    guard(target, key, descriptor);
  };
}

/** Where an instance keeps a client: the same in every copy of this package, and described for Nest's errors. */
function clientProperty(client: string): symbol {
  return Symbol.for(`lock client '${client}' of LockwireModule, for @Lock`);
}

function clientOf(self: object | undefined, property: symbol): LockClient {
  if (self === undefined)
    throw new TypeError("a method with @Lock was called without its instance");
  const client: LockClient | undefined = Reflect.get(self, property);
  if (client !== undefined) return client;
  throw new TypeError(
    `an instance of ${self.constructor.name} has no ${property.description}: Nest did not create it`,
  );
}

/** Legacy decorators get a prototype; a class (of a static method) has no instance to inject into. */
function checkTarget(target: unknown, key: unknown): void {
  if (typeof key === "object") {
    throw new TypeError('@Lock needs "experimentalDecorators", as Nest does');
  }
  if (typeof target === "function") {
    throw new TypeError(
      `@Lock guards methods of instances, and ${String(key)} is static: guard it with synchronized`,
    );
  }
}

/** Injects the client as a property, into instances of subclasses too. */
function injectOnce(prototype: object, property: symbol, client: string): void {
  if (property in prototype) return;
  Object.defineProperty(prototype, property, { value: undefined, writable: true });
  InjectLocks(client)(prototype, property);
}
