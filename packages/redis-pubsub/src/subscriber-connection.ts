import type { NodeRedis, OwnedRedis, RedisCommands } from "@lockwire/redis";

interface Listen {
  /** `moved`: a node of a Cluster no longer serves a slot. */
  (event: "ready" | "close" | "moved", listener: () => void): unknown;
  (event: "error", listener: (error: Error) => void): unknown;
  (event: "message" | "smessage", listener: (channel: string, text: string) => void): unknown;
}

/** The connection that the subscriber needs; those of ioredis and iovalkey fit. */
export interface SubscriberConnection extends OwnedRedis {
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  ssubscribe(...channels: string[]): Promise<unknown>;
  sunsubscribe(...channels: string[]): Promise<unknown>;
  connect(): Promise<unknown>;
  readonly on: Listen;
  readonly off: Listen;
  disconnect(reconnect?: boolean): void;
}

/**
 * A client that can open a duplicate for messages: a `Redis` or `Cluster` of ioredis 5 and 6 or of iovalkey; a client, pool,
 * Cluster or Sentinel of node-redis 5 and 6.
 */
export type SubscribableRedis =
  | (RedisCommands & { duplicate(...args: never[]): unknown })
  | NodeRedis;
