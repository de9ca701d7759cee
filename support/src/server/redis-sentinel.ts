import type { RedisServer, RedisServerOptions } from "./redis-server.js";

export interface SentinelOptions extends RedisServerOptions {
  /** @default 2 */
  readonly replicas?: number;
  /** @default 3 */
  readonly sentinels?: number;
}

/** A primary with replicas, watched over by Sentinels that hold a majority quorum. */
export interface RedisSentinel extends AsyncDisposable {
  /** The name under which the Sentinels know the primary. */
  readonly name: string;
  /** The data servers, first the primary that it started with. */
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];
  /** What ioredis takes as `sentinels`. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** The server that the Sentinels now call the primary. */
  primary(): Promise<RedisServer>;
  /** A planned failover; resolves with the new primary once it takes writes. */
  failover(): Promise<RedisServer>;
  stop(): Promise<void>;
}
