/** What decides where the locks of a client live: the client, or as much of one as a URL says. */
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

/** What the client puts before keys; undefined for a client that does not say. */
export function keyPrefixOf({ options }: RedisTarget): string | undefined {
  return options && (options.keyPrefix ?? "");
}

/** Calls a client, which may throw where it should reject: a rejection in either case. */
export function called<T>(call: () => Promise<T>): Promise<T> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error);
  }
}
