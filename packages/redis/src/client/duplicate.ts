import { connectionNameFor } from "./connection-name.js";
import { ownOptions, reconnectDelay } from "./own-connection.js";

/** A client, or a node of a Cluster, that can duplicate its connection. */
export interface DuplicableRedis<D = unknown> {
  duplicate(options: object): D;
}

/** The state that ioredis has of its connection, or of the previous one while it has none. */
interface Client {
  readonly options?: { readonly db?: number; readonly connectionName?: string | null };
  readonly condition?: { readonly select?: number } | null;
  readonly prevCondition?: { readonly select?: number } | null;
}

export interface DuplicateOptions {
  readonly commandTimeout: number;
  /** Its purpose, which follows the client's name. */
  readonly name: string;
  /** Options that differ from the client's. */
  readonly override?: object;
}

/**
 * Duplicates a client's connection. Each time it connects, it reads the client's current options, in which the password,
 * for example, may have been rotated.
 *
 * @param source returns the current client; on a Cluster the node may have been replaced.
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
    // Copies only options that have changed: a client class may give its duplicates different ones on purpose.
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

/** The database that a client uses now, also after a SELECT. */
export function databaseOf(client: object): number {
  const { options, condition, prevCondition }: Client = client;
  return prevCondition?.select ?? condition?.select ?? options?.db ?? 0;
}
