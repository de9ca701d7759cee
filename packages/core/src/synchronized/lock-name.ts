import { namePart } from "./name-part.js";
import type { SynchronizedOptions } from "./options.js";

/** Builds the lock's name for each call: `name:part:part`. */
export function lockName({
  name,
  by,
}: SynchronizedOptions): (self: unknown, args: readonly unknown[]) => string {
  if (by === undefined) return () => name;
  return (self, args) => [name, ...partsOf(by.apply(self, [...args]))].join(":");
}

function partsOf(returned: unknown): readonly string[] {
  if (!Array.isArray(returned)) return [namePart(returned, "by(...)")];
  if (returned.length === 0) throw new TypeError("by(...) is an empty array");
  return Array.from(returned, (part, index) => namePart(part, `by(...).${index}`));
}
