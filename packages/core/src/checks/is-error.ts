import { types } from "node:util";

/** Also of another realm: what Node itself throws is no `instanceof Error` within Jest, whose tests have an `Error` of their own. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}
