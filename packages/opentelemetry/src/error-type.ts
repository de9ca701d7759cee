import { isError } from "@lockwire/core/backend";

/** The value of `error.type`: the stable code of a `LockError`, the name of any other error, as of an abort. */
export function errorType(error: unknown): string {
  if (!isError(error)) return "_OTHER";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
