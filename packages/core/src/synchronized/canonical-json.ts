import { notAName } from "./not-a-name.js";

/**
 * JSON with sorted keys: the same text for the same content. As in JSON, a property that is `undefined` counts as absent.
 * Unlike JSON, a value that would wrongly become `{}` or `null` is refused, since different values would get the same text.
 */
export function canonicalJson(value: object, where: string): string {
  return write(value, where, new Set());
}

/** The result of an object's `toJSON`: an ISO time for a Date, a string for a database's id. */
export function takeJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
}

function write(value: unknown, where: string, above: Set<object>): string {
  const plain = takeJson(value);
  switch (typeof plain) {
    case "string":
    case "boolean":
      return JSON.stringify(plain);
    case "number":
      if (Number.isFinite(plain)) return JSON.stringify(plain);
      break;
    case "bigint":
      return `${plain}n`;
    case "object":
      if (plain !== null) return writeObject(plain, where, above);
      if (value === null) return "null";
  }
  throw notAName(where, value);
}

function writeObject(value: object, where: string, above: Set<object>): string {
  if (above.has(value)) {
    throw new TypeError(`${where} contains itself, which cannot be part of a lock's name`);
  }
  above.add(value);
  const text = Array.isArray(value)
    ? `[${Array.from(value, (item, index) => write(item, `${where}.${index}`, above)).join()}]`
    : writeProperties(value, where, above);
  above.delete(value);
  return text;
}

function writeProperties(value: object, where: string, above: Set<object>): string {
  if (!isPlain(value)) throw notAName(where, value);
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new TypeError(`${where} has a symbol as a key, which cannot be part of a lock's name`);
  }
  const present = Object.entries(value).filter(([, property]) => property !== undefined);
  const sorted = present.sort(([a], [b]) => (a < b ? -1 : 1));
  const written = sorted.map(
    ([key, property]) => `${JSON.stringify(key)}:${write(property, `${where}.${key}`, above)}`,
  );
  return `{${written.join()}}`;
}

/** Whether it is an object literal, from any realm: those of a test runner or a `vm` have their own prototype. */
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf"))
  );
}
