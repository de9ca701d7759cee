import { declaredName, qualifiedName } from "./declaring-class.js";

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** What is guarded, and what it is called where no name is given; empty when it is called nothing. */
export interface Target {
  readonly fn: AnyFunction;
  readonly ownName: string | ((self: unknown) => string);
}

export function plainFunction(fn: unknown): Target {
  const checked = checkFunction(fn);
  return { fn: checked, ownName: checked.name };
}

/** A method as a standard decorator sees it. Its class is not there yet: an instance tells. */
export function standardMethod(
  method: unknown,
  { kind, name: key, private: hidden }: ClassMethodDecoratorContext,
): Target {
  if (kind !== "method") throw new TypeError(`synchronized decorates methods, not a ${kind}`);
  const fn = checkFunction(method);
  let known: string | undefined;
  const ownName = (self: unknown) => {
    known ??= declaredName(self, key, fn);
    return known;
  };
  // A private method is on no prototype where it could be found.
  return { fn, ownName: hidden ? "" : ownName };
}

/** A method as a decorator under `experimentalDecorators` sees it. */
export function describedMethod(
  owner: object,
  key: string | symbol,
  descriptor: PropertyDescriptor | undefined,
): Target {
  const fn: unknown = descriptor?.value;
  if (typeof fn !== "function") {
    throw new TypeError(`synchronized decorates methods, and ${String(key)} is none`);
  }
  return { fn: checkFunction(fn), ownName: qualifiedName(owner, key) };
}

/** A generator returns before its body runs: the lock would be gone by then. */
function checkFunction(fn: unknown): AnyFunction {
  if (typeof fn !== "function") {
    throw new TypeError("synchronized guards a function, or decorates a method");
  }
  if (/Generator/.test(Object.prototype.toString.call(fn))) {
    throw new TypeError("synchronized cannot guard a generator: its body runs after it returned");
  }
  return fn as AnyFunction;
}
