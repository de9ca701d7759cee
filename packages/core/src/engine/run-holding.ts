import { checkFunction } from "../checks/check-function.js";
import type { AcquireOptions } from "../contract/lock.js";

/** The function that runs under a lock; it may take the place of the options. */
export type Work<Held, T> = (held: Held) => T | Promise<T>;

/** Acquires, runs the function, and releases, whether the function succeeds or fails. */
export async function runHolding<Held extends AsyncDisposable, T>(
  acquire: (options?: AcquireOptions) => Promise<Held>,
  optionsOrFn: AcquireOptions | Work<Held, T>,
  maybeFn?: Work<Held, T>,
): Promise<T> {
  const [options, fn] =
    typeof optionsOrFn === "function" ? [undefined, optionsOrFn] : [optionsOrFn, maybeFn];
  checkFunction("fn", fn);
  if (fn === optionsOrFn && maybeFn !== undefined) {
    throw new TypeError("fn must be the last argument, after the options");
  }
  const held = await acquire(options);
  try {
    return await fn(held);
  } finally {
    await held[Symbol.asyncDispose]();
  }
}
