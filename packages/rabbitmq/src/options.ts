import {
  CLIENT_OPTIONS,
  type ClientOptions,
  checkInteger,
  checkOptions,
  DEFAULTS,
  type OptionNames,
  show,
} from "@lockwire/core/backend";
import { type Connector, heartbeatOf } from "./amqp/connector.js";

export interface RabbitLocksOptions extends ClientOptions {
  /**
   * An `amqp://` or `amqps://` URL, or a function that opens a connection with amqplib:
   * `() => connect(url, { noDelay: true, timeout: 5_000 })`. The client calls it at first use and after a connection was
   * lost, and closes the connection in `close`. It must return a new connection each time, since a lock belongs to its
   * connection. Without a `timeout`, amqplib waits forever for a broker that accepts a socket and says nothing.
   */
  rabbitmq: string | Connector;
  /**
   * For a URL: the heartbeat of the connection, in ms, in whole seconds from 1,000 to 65,535,000. `ttl` can be no longer. The
   * broker may set a shorter one.
   * @default that of the URL, or else 60_000
   */
  heartbeat?: number | undefined;
  /**
   * The prefix of every queue. Locks with different prefixes are different locks.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * How often a waiter asks the holder in case a message was lost, in ms. An integer from 10 to 60,000.
   * @default 5_000
   */
  safetyPoll?: number | undefined;
}

const RABBIT_OPTIONS: OptionNames<RabbitLocksOptions> = {
  ...CLIENT_OPTIONS,
  rabbitmq: true,
  heartbeat: true,
  prefix: true,
  safetyPoll: true,
};

const HEARTBEAT = 60_000;
/** The longest heartbeat that the protocol can say, in seconds. */
const LONGEST_HEARTBEAT = 65_535;

/** The options with every default filled in; a bad one is refused by name. */
export function resolveRabbit(options: RabbitLocksOptions) {
  if (["string", "function"].includes(typeof options) || "searchParams" in Object(options)) {
    throw new TypeError("rabbitmq must be given as an option: { rabbitmq }");
  }
  checkOptions(options, RABBIT_OPTIONS);
  const { rabbitmq, prefix = "lockwire:", safetyPoll = 5_000 } = options;
  const { heartbeat = heartbeatOf(rabbitmq) ?? HEARTBEAT } = options;
  checkHeartbeat(heartbeat);
  if (typeof rabbitmq === "function" && options.heartbeat !== undefined) {
    throw new TypeError("heartbeat must be left out if rabbitmq is a function, which sets it");
  }
  const { ttl = Math.min(DEFAULTS.ttl, heartbeat), commandTimeout = DEFAULTS.commandTimeout } =
    options;
  // What is no number is refused with the options of every client.
  if (typeof rabbitmq === "string" && typeof ttl === "number" && ttl > heartbeat) {
    throw new RangeError(
      `ttl must be at most ${heartbeat}, the connection's heartbeat, got ${ttl}`,
    );
  }
  return {
    rabbitmq,
    heartbeat,
    prefix: checkPrefix(prefix),
    safetyPoll: checkInteger("safetyPoll", safetyPoll, 10, 60_000),
    commandTimeout,
    // A copy would lack what the options inherit.
    clientOptions: Object.create(options, { ttl: { value: ttl } }),
  };
}

function checkHeartbeat(heartbeat: number): void {
  checkInteger("heartbeat", heartbeat, 1_000, LONGEST_HEARTBEAT * 1_000);
  if (heartbeat % 1_000 === 0) return;
  throw new RangeError(
    `heartbeat must be in whole seconds, so a multiple of 1000, got ${heartbeat}`,
  );
}

function checkPrefix(prefix: string): string {
  if (typeof prefix !== "string")
    throw new TypeError(`prefix must be a string, got ${show(prefix)}`);
  if (/^[\x21-\x7e]{0,60}$/.test(prefix) && !prefix.startsWith("amq.")) return prefix;
  throw new TypeError(
    'prefix must have at most 60 printable ASCII characters, no space, and not start with "amq."',
  );
}
