/** Determines where a client's locks are stored: a Redis client, or the part of one that a URL describes. */
export interface RedisTarget {
  /** Set on a Cluster. */
  readonly isCluster?: boolean;
  readonly options?: { readonly keyPrefix?: string | undefined };
}

/**
 * The smallest client that the locks need. ioredis 5 and 6 and iovalkey fit as they are, `Redis` and `Cluster`; node-redis
 * has an adapter; core depends on none of them.
 */
export interface RedisCommands extends RedisTarget {
  eval(script: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown>;
  evalsha(sha: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown>;
}

/** The client's key prefix; undefined for a client that does not expose its options. */
export function keyPrefixOf({ options }: RedisTarget): string | undefined {
  return options && (options.keyPrefix ?? "");
}

/** Calls a client that may throw instead of rejecting, and rejects in either case. */
export function called<T>(call: () => Promise<T>): Promise<T> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error);
  }
}
