/** On the prototype of each class of errors, whichever copy of this package it comes from. */
const BRAND = Symbol.for("lockwire.error");

/** The brand of the class that all the others extend. */
const EVERY = "*";

type ErrorClass = abstract new (...args: never[]) => object;

/**
 * Makes a class known by its brand, and its name one that a minifier leaves alone. Packages may bring a copy of this one
 * each, as with pnpm or while versions are below 1.0: by their prototypes alone, the errors of one are unknown to another.
 */
export function brand(type: ErrorClass, name: string, code: string = EVERY): void {
  Object.defineProperty(type.prototype, BRAND, { value: code });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true });
  Object.defineProperty(type, Symbol.hasInstance, { value: isBranded });
}

/** Like `instanceof`, across copies. A class that someone else has derived has no brand, and is its prototype as ever. */
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
