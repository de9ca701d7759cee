import type { AcquireOptions, AcquireOrNullOptions } from "../contract/acquire-options.js";
import type { Lock } from "../contract/lock.js";
import type { LockClient } from "../contract/lock-client.js";
import { runUnder } from "./current-lock.js";
import { lockName } from "./lock-name.js";
import { checkClient, type LocksSource, type SynchronizedOptions } from "./options.js";
import { type AnyFunction, unguardableGenerator } from "./target.js";

/** Wraps a function so that each call acquires its lock first, and releases it when the call has settled. */
export function guard(
  locks: LocksSource<never>,
  options: SynchronizedOptions,
  fn: AnyFunction,
): AnyFunction {
  const nameOf = lockName(options);
  const terms = acquireOptions(options);
  const guarded = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const name = nameOf(this, args);
    const lock = await acquire(clientOf(locks, this), name, terms);
    if (lock === null) return undefined;
    try {
      // Asynchronous, so that a lazy thenable, such as a query that runs when it is awaited, also runs under the lock.
      return await runUnder(lock, async () => refuseGenerator(await fn.apply(this, args)));
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  };
  return inheriting(guarded, fn);
}

/**
 * A compiler may have turned a generator into a plain function, and an asynchronous function may return one, so check what
 * it returns too. Properties that it does not have are not read: a mock may throw.
 */
function refuseGenerator(returned: unknown): unknown {
  if (typeof returned !== "object" || returned === null) return returned;
  if (!("next" in returned && "throw" in returned)) return returned;
  const { next, throw: fail } = returned;
  if (typeof next === "function" && typeof fail === "function") throw unguardableGenerator();
  return returned;
}

type Terms = AcquireOptions | AcquireOrNullOptions;

/** Null if the lock is busy, and that skips the call. */
function acquire(client: LockClient, name: string, terms: Terms): Promise<Lock | null> {
  return terms.onTimeout === "null" ? client.acquire(name, terms) : client.acquire(name, terms);
}

function acquireOptions(options: SynchronizedOptions): Terms {
  const { ttl, signal, autoExtend, maxHold, minHold, mode, limit, onBusy = "wait" } = options;
  const blockingTimeout = options.blockingTimeout ?? (onBusy === "wait" ? undefined : 0);
  const terms = { ttl, blockingTimeout, signal, autoExtend, maxHold, minHold, mode, limit };
  return onBusy === "skip" ? { ...terms, onTimeout: "null" } : terms;
}

function clientOf(locks: LocksSource<never>, self: unknown): LockClient {
  return checkClient(typeof locks === "function" ? locks(self as never) : locks);
}

/**
 * Keeps the name and length. Properties that others set on the function stay visible through the prototype: frameworks
 * such as NestJS keep their metadata there, whichever decorator comes first.
 */
function inheriting(guarded: AnyFunction, fn: AnyFunction): AnyFunction {
  Object.defineProperty(guarded, "name", { value: fn.name, configurable: true });
  Object.defineProperty(guarded, "length", { value: fn.length, configurable: true });
  return Object.setPrototypeOf(guarded, fn);
}
