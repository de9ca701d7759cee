import { types } from "node:util";

/**
 * Also true for errors from another realm: inside Jest, errors thrown by Node itself are not an `instanceof Error`, since
 * tests there have their own `Error`. The reason of an `AbortSignal`, a DOMException, is not even a native error.
 */
export function isError(value: unknown): value is Error {
  return (
    types.isNativeError(value) ||
    value instanceof Error ||
    Object.prototype.toString.call(value) === "[object DOMException]"
  );
}
