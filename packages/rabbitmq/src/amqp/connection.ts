import { disregard, show } from "@lockwire/core/backend";
import type { AmqpConnection } from "./amqp.js";

/** The parts of the underlying connection that amqplib exposes. */
interface Below {
  readonly heartbeat?: unknown;
  readonly stream?: {
    readonly writable?: boolean;
    readonly destroy?: (error: Error) => unknown;
  };
  readonly close?: () => unknown;
}

/** Marks a connection that locks use, whichever copy of this package opened it. */
const TAKEN = Symbol.for("@lockwire/rabbitmq: taken");

/**
 * Takes what was opened for one client: the broker would let two of them have the same lock on one connection. What is no
 * connection for locks is closed.
 *
 * @throws {TypeError} on what is no connection of amqplib, and on one that is taken.
 */
export function take(opened: unknown): AmqpConnection {
  if (!isConnection(opened)) {
    closeRefused(opened);
    const isFrozen = Object(opened) === opened && !Object.isExtensible(opened);
    const got = isFrozen ? "a frozen one" : show(opened);
    throw new TypeError(
      `rabbitmq must open a connection of amqplib, with its promises, got ${got}`,
    );
  }
  if (TAKEN in opened) {
    throw new TypeError("rabbitmq must open a new connection at each call, got one that is in use");
  }
  Object.defineProperty(opened, TAKEN, { value: true });
  // Without a listener an error event would end the process; the close that follows it is what counts.
  opened.on("error", () => undefined);
  // Its end was told before anyone listened.
  if (below(opened).stream?.writable === false) throw new Error("the connection was closed");
  return opened;
}

/**
 * How long the broker keeps a connection that it hears nothing from, in ms: for the negotiated heartbeat at the least, and in
 * fact for two to three of them. Infinity where there are no heartbeats.
 */
export function negotiatedHeartbeat(connection: AmqpConnection): number {
  return Number(below(connection).heartbeat) * 1_000 || Number.POSITIVE_INFINITY;
}

/** Ends a connection at once, without a word to a broker that may not listen; the broker frees what was its own. */
export function destroy(connection: AmqpConnection): void {
  // With an error, since amqplib notices the end of a socket by that only.
  below(connection).stream?.destroy?.(new Error("the connection was given up"));
}

/** A channel opens no channels, a frozen connection takes no listeners and no mark, and one with callbacks needs one to close. */
function isConnection(opened: unknown): opened is AmqpConnection {
  const { on, close, createChannel } = Object(opened) as Partial<AmqpConnection>;
  return (
    [on, close, createChannel].every((step) => typeof step === "function") &&
    close?.length === 0 &&
    typeof below(opened).heartbeat === "number" &&
    Object.isExtensible(opened)
  );
}

/** A channel, and a connection with callbacks, are closed by the connection that they are of. */
function closeRefused(opened: unknown): void {
  const { close } = below(opened);
  const refused = close ? below(opened) : (Object(opened) as Partial<AmqpConnection>);
  try {
    disregard(refused.close?.());
  } catch {
    // It is closed, or is nothing that can be.
  }
}

function below(opened: unknown): Below {
  return Object((Object(opened) as Partial<AmqpConnection>).connection) as Below;
}
