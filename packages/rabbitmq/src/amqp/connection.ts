import type { AmqpConnection } from "./amqp.js";

/** The parts of the underlying connection that amqplib exposes. */
interface Below {
  readonly heartbeat?: unknown;
  readonly stream?: { destroy?: (error: Error) => unknown };
}

/**
 * How long the broker keeps a connection that it hears nothing from, in ms: for the negotiated heartbeat at the least, and in
 * fact for two to three of them. Infinity where there are no heartbeats.
 *
 * @throws {TypeError} on what is no connection of amqplib.
 */
export function negotiatedHeartbeat({ connection }: AmqpConnection): number {
  const { heartbeat } = (connection ?? {}) as Below;
  if (typeof heartbeat !== "number") {
    throw new TypeError("rabbitmq must open a connection of amqplib, with its promises");
  }
  return heartbeat === 0 ? Number.POSITIVE_INFINITY : heartbeat * 1_000;
}

/** Marks a connection that locks use, whichever copy of this package opened it. */
const TAKEN = Symbol.for("@lockwire/rabbitmq: taken");

/**
 * Takes a connection for one client: the broker would let two of them have the same lock on it.
 *
 * @throws {TypeError} on one that is taken.
 */
export function take(connection: AmqpConnection): void {
  if (TAKEN in connection) {
    throw new TypeError("rabbitmq must open a new connection at each call, got one that is in use");
  }
  Object.defineProperty(connection, TAKEN, { value: true });
}

/** Ends a connection at once, without a word to a broker that may not listen; the broker frees what was its own. */
export function destroy({ connection }: AmqpConnection): void {
  const { stream } = (connection ?? {}) as Below;
  // With an error, since amqplib notices the end of a socket by that only.
  stream?.destroy?.(new Error("the connection was given up"));
}
