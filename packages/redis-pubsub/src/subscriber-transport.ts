import type { Connection } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";

/** The way for messages: the subscriber's connection, which Lockwire opened, and how channels are joined on it. */
export interface SubscriberTransport {
  readonly connection: Connection<SubscriberConnection>;
  /** Commands and messages share the connection (RESP3): what is sent after a subscribe is answered after it. */
  readonly shared: boolean;
  /** Whether one command can name any channels; else each has a command of its own. */
  readonly together: boolean;
  /** Of a shared connection: false where it leads to a server without RESP3 by now. */
  isUsable?(): boolean;
  subscribe(channels: readonly string[]): Promise<unknown>;
  unsubscribe(channels: readonly string[]): Promise<unknown>;
  /** Looks after what is not shared: commands look after the rest. */
  check(): void;
  /** Closes what is not shared. */
  close(): Promise<void>;
}
