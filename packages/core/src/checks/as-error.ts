import { isError } from "./is-error.js";

/** What was thrown, as an error: anything may be thrown. */
export function asError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  return new Error(typeof thrown === "string" ? thrown : `thrown: ${typeof thrown}`);
}
