import { guard } from "./guard.js";
import {
  checkClient,
  checkSynchronizedOptions,
  type LocksSource,
  type OnBusy,
  type SynchronizedOptions,
} from "./options.js";
import type { SkippingSynchronizer, Synchronizer } from "./synchronizer.js";
import { type AnyFunction, describedMethod, plainFunction, standardMethod } from "./target.js";

/**
 * Runs a function or a method under a lock that is named after it, or after its arguments.
 *
 * ```ts
 * const charge = synchronized(locks, { by: ["order.id"] })(async function charge(order: Order) {
 *   await pay(order, { signal: currentLock().signal });
 * });
 *
 * class Orders {
 *   @synchronized(locks, { by: ["order.id"] })
 *   async charge(order: Order) {}
 * }
 * ```
 *
 * The decorator works as a standard one and under `experimentalDecorators`. The guarded function rejects like `acquire`
 * when the lock was not to be had, without having run, and otherwise settles like the function itself; a loss of the
 * lock shows in `currentLock().signal`.
 *
 * Not reentrant: a guarded function that awaits a call of itself under the same name waits for its own lock.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function synchronized<Self = unknown, Args extends readonly unknown[] = []>(
  locks: LocksSource<Self>,
  options?: SynchronizedOptions<Args> & { onBusy?: Exclude<OnBusy, "skip"> | undefined },
): Synchronizer<Self, Args>;
export function synchronized<Self = unknown, Args extends readonly unknown[] = []>(
  locks: LocksSource<Self>,
  options: SynchronizedOptions<Args>,
): SkippingSynchronizer<Self, Args>;
export function synchronized(locks: LocksSource<never>, options: SynchronizedOptions = {}): object {
  if (typeof locks !== "function") checkClient(locks);
  checkSynchronizedOptions(options);
  return (...[first, second, descriptor]: Site): AnyFunction | undefined => {
    if (typeof second === "object") return guard(locks, options, standardMethod(first, second));
    if (typeof second !== "string" && typeof second !== "symbol") {
      return guard(locks, options, plainFunction(first));
    }
    const guarded = guard(locks, options, describedMethod(first, second, descriptor));
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
