import { isError } from "./is-error.js";

/** Converts a thrown value to an error, since code may throw anything. */
export function asError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  return new Error(typeof thrown === "string" ? thrown : `thrown: ${typeof thrown}`);
}
