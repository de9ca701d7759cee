import type { OwnedRedis, RedisCommands } from "@lockwire/redis";

/** What the subscriber needs of a connection: ioredis 5 and 6 fit. */
export interface SubscriberConnection extends OwnedRedis {
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  ssubscribe(...channels: string[]): Promise<unknown>;
  sunsubscribe(...channels: string[]): Promise<unknown>;
  connect(): Promise<unknown>;
  /** `moved`: of a node of a Cluster, that a slot is no longer its own. */
  on(event: "ready" | "close" | "end" | "moved", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "message" | "smessage", listener: (channel: string, text: string) => void): unknown;
  off(event: "ready" | "close" | "end" | "moved", listener: () => void): unknown;
  off(event: "message" | "smessage", listener: (channel: string, text: string) => void): unknown;
  disconnect(reconnect?: boolean): void;
}

/** A client that can open a subscriber like itself: ioredis 5 and 6, `Redis` and `Cluster` all fit. */
export interface SubscribableRedis extends RedisCommands {
  /** Set on a Cluster. */
  readonly isCluster?: boolean;
  duplicate(...args: never[]): unknown;
}
