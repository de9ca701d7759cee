/** On the prototype of each class of errors, whichever copy of this package it comes from. */
const BRAND = Symbol.for("lockwire.error");

/** The brand of the class that all the others extend. */
const EVERY = "*";

type ErrorClass = abstract new (...args: never[]) => object;

/**
 * Marks an error class with its code, and keeps its `name` from a minifier. A program may contain several copies of this
 * package, as with pnpm or while versions are below 1.0: `instanceof` alone does not recognise the errors of another copy.
 */
export function brand(type: ErrorClass, name: string, code: string = EVERY): void {
  Object.defineProperty(type.prototype, BRAND, { value: code });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true });
  Object.defineProperty(type, Symbol.hasInstance, { value: isBranded });
}

/** Like `instanceof`, but also true for errors of another copy. A class derived elsewhere is recognised by its prototype. */
export function isBranded<E>(
  this: abstract new (
    ...args: never[]
  ) => E,
  value: unknown,
): value is E {
  const prototype: unknown = this.prototype;
  if (!Object.hasOwn(Object(prototype), BRAND)) {
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
  const code = brandOf(prototype);
  return code === EVERY ? brandOf(value) !== undefined : brandOf(value) === code;
}

function brandOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, BRAND) : undefined;
}
