import { isError } from "@lockwire/core/backend";

const NAME = "NotConnectedError";

/**
 * The error for a client that was never connected, was closed, or gave up reconnecting.
 *
 * @param trouble why it gave up, if it is known.
 */
export function notConnected(trouble?: Error): Error {
  const message = "the client passed to Lockwire is not connected: call its connect() first";
  const why = trouble ? ` (${trouble.message})` : "";
  return Object.assign(new Error(message + why), { name: NAME });
}

/** Waiting does not help: such a client connects only when its owner calls `connect`. */
export function isNotConnected(error: unknown): boolean {
  return isError(error) && error.name === NAME;
}
