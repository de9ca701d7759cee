import type { SubscriberConnection } from "./subscriber-connection.js";

/** The way for messages: the subscriber's connection, and how channels are joined on it. */
export interface Uplink {
  readonly connection: SubscriberConnection;
  /** Commands and messages share the connection (RESP3), which is not ours: what is sent after a subscribe is answered after it. */
  readonly shared: boolean;
  /** Whether one command can name any channels; else each has a command of its own. */
  readonly together: boolean;
  subscribe(channels: readonly string[]): Promise<unknown>;
  unsubscribe(channels: readonly string[]): Promise<unknown>;
  /** Sees that nobody but us subscribes to these anew, when the connection was lost. */
  forget(channels: Iterable<string>): void;
}

/**
 * ioredis options for a subscriber: it resubscribes by itself (with the acks in view), waits for its server as long as
 * anyone waits for a lock, and is not cut for being idle. Channels are not prefixed, and so nothing else may be.
 */
export const SUBSCRIBER = {
  lazyConnect: false,
  enableOfflineQueue: true,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: null,
  enableReadyCheck: true,
  commandTimeout: undefined,
  disconnectTimeout: 100,
  socketTimeout: undefined,
  keyPrefix: "",
  retryStrategy: (times: number): number => Math.min(25 * 2 ** times, 2_000),
};
