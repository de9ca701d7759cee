/**
 * The smallest client that the locks need: ioredis 5 and 6, `Redis` and `Cluster` all fit, and core depends on none of
 * them.
 */
export interface RedisCommands {
  /** Set on a Cluster. */
  readonly isCluster?: boolean;
  eval(script: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown>;
  evalsha(sha: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown>;
}
