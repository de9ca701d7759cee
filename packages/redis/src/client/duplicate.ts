import { connectionNameFor } from "./connection-name.js";
import { ownOptions, reconnectDelay } from "./own-connection.js";

/** A client, or a node of a Cluster, that can open a connection like its own. */
export interface DuplicableRedis<D = unknown> {
  duplicate(options: object): D;
}

/** What ioredis knows of its connection, and of the one before while it has none. */
interface Client {
  readonly options?: { readonly db?: number; readonly connectionName?: string | null };
  readonly condition?: { readonly select?: number } | null;
  readonly prevCondition?: { readonly select?: number } | null;
}

export interface DuplicateOptions {
  readonly commandTimeout: number;
  /** What it is for, behind the client's name. */
  readonly name: string;
  /** What is not to be like the client's. */
  readonly override?: object;
}

/**
 * Opens a connection like a client's own. It follows what that client has become, each time that it connects: a password
 * that is another one by now, say, in the client's options.
 *
 * @param source the client as it is now; on a Cluster the node may have been replaced.
 */
export function duplicateOf<D extends object>(
  source: () => DuplicableRedis<D>,
  { commandTimeout, name, override }: DuplicateOptions,
): D {
  const optionsNow = (): Options => {
    const client = source();
    const { options }: Client & object = client;
    return {
      ...options,
      db: databaseOf(client),
      ...ownOptions(commandTimeout),
      connectionName: connectionNameFor(options?.connectionName, name),
      ...override,
      retryStrategy,
    };
  };
  const retryStrategy = (times: number) => {
    const now = optionsNow();
    // What has not changed may be the duplicate's own, of a client class that makes its duplicates differ.
    const changed = Object.entries(now).filter(([option, value]) => value !== taken[option]);
    Object.assign((duplicate as Client).options ?? {}, Object.fromEntries(changed));
    taken = now;
    return reconnectDelay(times);
  };
  let taken = optionsNow();
  const duplicate = source().duplicate(taken);
  return duplicate;
}

type Options = Readonly<Record<string, unknown>>;

/** The database that a client is in, after a SELECT too. */
export function databaseOf(client: object): number {
  const { options, condition, prevCondition }: Client = client;
  return prevCondition?.select ?? condition?.select ?? options?.db ?? 0;
}
