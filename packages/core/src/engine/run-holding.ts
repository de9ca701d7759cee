import { checkFunction } from "../checks/check-function.js";
import type { AcquireOptions, AcquireOrNullOptions } from "../contract/acquire-options.js";

/** The options of a call, whether a busy lock rejects it or resolves it with `null`. */
export type CallOptions = AcquireOptions | AcquireOrNullOptions;

/** The function that runs under a lock; callers without options pass it in their place. */
export type Work<Held, T> = (held: Held) => T | Promise<T>;

/** Acquires, runs the function, and releases, whether the function succeeds or fails. Null if nothing was acquired. */
export async function runHolding<Held extends AsyncDisposable, T>(
  acquire: (options?: CallOptions) => Promise<Held | null>,
  optionsOrFn: CallOptions | Work<Held, T>,
  maybeFn?: Work<Held, T>,
): Promise<T | null> {
  const [options, fn] =
    typeof optionsOrFn === "function" ? [undefined, optionsOrFn] : [optionsOrFn, maybeFn];
  checkFunction("fn", fn);
  if (fn === optionsOrFn && maybeFn !== undefined) {
    throw new TypeError("fn must be the last argument, after the options");
  }
  const held = await acquire(options);
  if (held === null) return null;
  try {
    return await fn(held);
  } finally {
    await held[Symbol.asyncDispose]();
  }
}
