/** Gives a class the shape of a Web IDL interface: its members are enumerable, and its instances show its name. */
export function asInterface(prototype: object, name: string, members: readonly string[]): void {
  for (const member of members) Object.defineProperty(prototype, member, { enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** Only the library creates objects of the standard's classes. */
export const CREATES = Symbol("creates");

/** @throws {TypeError} unless the library calls. */
export function checkCreates(key: unknown): void {
  if (key !== CREATES) throw new TypeError("Illegal constructor");
}
