import { guard } from "./guard.js";
import {
  checkClient,
  checkSynchronizedOptions,
  type LocksSource,
  type OnBusy,
  type SynchronizedOptions,
} from "./options.js";
import type { SkippingSynchronizer, Synchronizer } from "./synchronizer.js";
import { type AnyFunction, describedMethod, guardable, standardMethod } from "./target.js";

/**
 * Runs a function or a method under a lock. You choose the lock's name, and which arguments are part of it.
 *
 * It works as a standard decorator and under `experimentalDecorators`. If the lock cannot be acquired, the guarded function
 * does not run and rejects like `acquire`; otherwise it settles like the function itself. A loss of the lock aborts
 * `currentLock().signal`.
 *
 * Not reentrant: a guarded function that awaits a call to itself under the same name waits for its own lock.
 *
 * @throws {RangeError | TypeError} on a bad option or a missing name.
 *
 * @example
 * ```ts
 * import { createMemoryLocks, currentLock, synchronized } from "@lockwire/core";
 *
 * const locks = createMemoryLocks();
 *
 * const charge = synchronized(locks, { name: "charge", by: (order: string) => order })(
 *   async (order) => `${order} under ${currentLock().name}`,
 * );
 *
 * class Orders {
 *   @synchronized(locks, { name: "Orders.refund", by: (order: string) => order })
 *   async refund(order: string): Promise<string> {
 *     return `${order} under ${currentLock().name}`;
 *   }
 * }
 *
 * console.log(await charge("7")); // prints: 7 under charge:7
 * console.log(await new Orders().refund("7")); // prints: 7 under Orders.refund:7
 * ```
 */
export function synchronized<Self = unknown, Args extends readonly unknown[] = []>(
  locks: LocksSource<Self>,
  options: SynchronizedOptions<Args, Self> & { onBusy?: Exclude<OnBusy, "skip"> | undefined },
): Synchronizer<Self, Args>;
export function synchronized<Self = unknown, Args extends readonly unknown[] = []>(
  locks: LocksSource<Self>,
  options: SynchronizedOptions<Args, Self>,
): SkippingSynchronizer<Self, Args>;
export function synchronized(
  locks: LocksSource<never>,
  options: Partial<SynchronizedOptions> = {},
): object {
  if (typeof locks !== "function") checkClient(locks);
  checkSynchronizedOptions(options);
  return (...[first, second, descriptor]: Site): AnyFunction | undefined => {
    if (typeof second === "object") return guard(locks, options, standardMethod(first, second));
    if (typeof second !== "string" && typeof second !== "symbol") {
      return guard(locks, options, guardable(first));
    }
    const guarded = guard(locks, options, describedMethod(second, descriptor));
    if (descriptor) descriptor.value = guarded;
    return undefined;
  };
}

/** A function; a method and its context; or a prototype (a class), a key and a descriptor. */
type Site = [
  first: object,
  second?: ClassMethodDecoratorContext | string | symbol,
  descriptor?: PropertyDescriptor,
];
