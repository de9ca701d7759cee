import { isError } from "@lockwire/core/backend";

const NAME = "ClientNotConnectedError";

/** The error for a node-redis client that was never connected, was closed, or gave up reconnecting. */
export function notConnected(): Error {
  const error = new Error(
    "the node-redis client passed to Lockwire is not connected: call its connect() first",
  );
  error.name = NAME;
  return error;
}

/** Waiting does not help: such a client connects only when its owner calls `connect`. */
export function isNotConnected(error: unknown): boolean {
  return isError(error) && error.name === NAME;
}
