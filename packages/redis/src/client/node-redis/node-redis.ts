/** Identifies a client, pool, Cluster or Sentinel of node-redis 5 or 6, without a dependency on its types. */
export interface NodeRedis {
  readonly isOpen: boolean;
  evalSha(...args: never[]): Promise<unknown>;
  withTypeMapping(...args: never[]): unknown;
}

/** The methods that all of them have. */
export interface NodeRedisClient extends NodeRedis {
  /** Absent from a pool, and from a Cluster before 6. */
  readonly isReady?: boolean;
  /** Set if there is a `keyPrefix`, which exists since node-redis 6. */
  readonly _keyPrefix?: string;
  on(event: string | symbol, listener: (...args: readonly unknown[]) => void): unknown;
  withTypeMapping(mapping: object): ClientCommands;
}

interface ClientCommands extends EvalCommands {
  /** Only on a plain client, and only with Redis 6.2 or later. */
  clientInfo(): Promise<{ readonly db: number }>;
}

interface EvalCommands {
  eval(script: string, options: EvalOptions): Promise<unknown>;
  evalSha(sha: string, options: EvalOptions): Promise<unknown>;
}

interface EvalOptions {
  readonly keys: readonly string[];
  readonly arguments: readonly string[];
}

/** Converts a script's arguments from the form of ioredis to that of node-redis. */
export function evalOptions(keyCount: number, keysAndArgs: readonly string[]): EvalOptions {
  return { keys: keysAndArgs.slice(0, keyCount), arguments: keysAndArgs.slice(keyCount) };
}

type MessageListener = (text: string, channel: string) => void;

/** A connection of node-redis to one server: a client, or one inside a pool, a Cluster or a Sentinel. */
export interface NodeRedisConnection extends EvalCommands {
  readonly isOpen: boolean;
  readonly options?: NodeRedisOptions;
  duplicate(options: object): NodeRedisConnection;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string | symbol, listener: (...args: readonly unknown[]) => void): unknown;
  ping(): Promise<unknown>;
  wait(replicas: number, timeout: number): Promise<number>;
  subscribe(channels: readonly string[], listener: MessageListener): Promise<unknown>;
  unsubscribe(channels: readonly string[], listener: MessageListener): Promise<unknown>;
  sSubscribe(channels: readonly string[], listener: MessageListener): Promise<unknown>;
  sUnsubscribe(channels: readonly string[], listener: MessageListener): Promise<unknown>;
}

export interface NodeRedisOptions {
  readonly name?: string;
  readonly database?: number;
  readonly socket?: object;
}

/** Runs a function with a connection that a pool or a Sentinel lends, since they do not expose theirs. */
type Borrow = <T>(use: (connection: NodeRedisConnection) => Promise<T>) => Promise<T>;

interface Pool {
  execute: Borrow;
}

interface Sentinel {
  _execute<T>(readonly: false, use: (master: NodeRedisConnection) => Promise<T>): Promise<T>;
}

const isPool = (client: object): client is Pool => "totalClients" in client && "execute" in client;
const isSentinel = (client: object): client is Sentinel =>
  "getSentinelNode" in client && "_execute" in client;

/** How to borrow a connection from a client that is not a Cluster. */
export function borrowOf(client: NodeRedisClient): Borrow {
  if (isPool(client)) return (use) => client.execute(use);
  if (isSentinel(client)) return (use) => client._execute(false, use);
  const connection = client as NodeRedisClient & NodeRedisConnection;
  return (use) => use(connection);
}

/** Whether a client has several connections, or moves between servers by itself. */
export function isSeveral(client: object): boolean {
  return isPool(client) || isSentinel(client) || "nodeClient" in client;
}
