export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** A method as a standard decorator sees it. */
export function standardMethod(
  method: unknown,
  { kind }: ClassMethodDecoratorContext,
): AnyFunction {
  if (kind !== "method") throw new TypeError(`synchronized decorates methods, not a ${kind}`);
  return guardable(method);
}

/** A method as a decorator under `experimentalDecorators` sees it. */
export function describedMethod(
  key: string | symbol,
  descriptor: PropertyDescriptor | undefined,
): AnyFunction {
  const method: unknown = descriptor?.value;
  if (typeof method !== "function") {
    throw new TypeError(`synchronized decorates methods, and ${String(key)} is not one`);
  }
  return guardable(method);
}

export function guardable(fn: unknown): AnyFunction {
  if (typeof fn !== "function") {
    throw new TypeError("synchronized guards a function, or decorates a method");
  }
  if (/Generator/.test(Object.prototype.toString.call(fn))) throw unguardableGenerator();
  return fn as AnyFunction;
}

/** A generator returns before its body runs: the lock would already be released by then. */
export function unguardableGenerator(): TypeError {
  return new TypeError("synchronized cannot guard a generator: its body runs after it returned");
}
