import type { Connection } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";

/** The transport for messages: the subscriber's connection, which Lockwire opened, and how to subscribe on it. */
export interface SubscriberTransport {
  readonly connection: Connection<SubscriberConnection>;
  /** Commands and messages share the connection (RESP3): a command sent after a subscribe is answered after it. */
  readonly shared: boolean;
  /** Whether one command can name several channels; otherwise each needs its own command. */
  readonly together: boolean;
  /** For a shared connection: false if the server it leads to now does not support RESP3. */
  isUsable?(): boolean;
  subscribe(channels: readonly string[]): Promise<unknown>;
  unsubscribe(channels: readonly string[]): Promise<unknown>;
  /** Checks a connection that is not shared: commands check the shared one. */
  check(): void;
  /** Closes a connection that is not shared. */
  close(): Promise<void>;
}
