import type { RedisCommands } from "@lockwire/core/redis";

/** What the subscriber needs of a connection: ioredis 5 and 6, `Redis` and `Cluster` all fit. */
export interface SubscriberConnection {
  readonly status: string;
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  ping(): Promise<unknown>;
  on(event: "ready" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "message", listener: (channel: string, text: string) => void): unknown;
  off(event: "ready" | "close", listener: () => void): unknown;
  off(event: "message", listener: (channel: string, text: string) => void): unknown;
  disconnect(reconnect?: boolean): void;
}

/** A client that can open a subscriber like itself. */
export interface SubscribableRedis extends RedisCommands {
  /** Set on a Cluster. */
  readonly isCluster?: boolean;
  duplicate(...args: never[]): SubscriberConnection;
}

/** The subscriber's connection, and whether it is ours to cut and close. */
export interface Uplink {
  readonly connection: SubscriberConnection;
  /** Commands and messages share the connection (RESP3): what is sent after a subscribe is answered after it. */
  readonly shared: boolean;
}
