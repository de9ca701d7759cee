import { types } from "node:util";

/**
 * Also of another realm: what Node itself throws is no `instanceof Error` within Jest, whose tests have an `Error` of their
 * own; and what an `AbortSignal` aborts with, a DOMException, is not even a native one.
 */
export function isError(value: unknown): value is Error {
  return (
    types.isNativeError(value) ||
    value instanceof Error ||
    Object.prototype.toString.call(value) === "[object DOMException]"
  );
}
