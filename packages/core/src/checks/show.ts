import { isThenable } from "./is-thenable.js";

/** Describes a bad value in a message by its type, never its content, which may be a secret. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (value instanceof Map) return "a Map";
  if (isThenable(value)) return "a promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
