import { isError } from "@lockwire/core/backend";

const NAME = "ClientNotConnectedError";

/** Why nothing can be sent over a client of node-redis that was not connected, was closed, or has given up. */
export function notConnected(): Error {
  const error = new Error(
    "the node-redis client passed to Lockwire is not connected: call its connect() first",
  );
  error.name = NAME;
  return error;
}

/** Waiting does not help: such a client connects only when its owner says so. */
export function isNotConnected(error: unknown): boolean {
  return isError(error) && error.name === NAME;
}
