import { LockBackendError } from "@lockwire/core";
import type { Connection } from "../client/connection.js";
import { databaseOf } from "../client/duplicate.js";
import { isReply, redisFailure } from "../client/failure.js";
import { type Copyable, isCopyable } from "../client/node-redis/copy.js";
import type { Purpose } from "../client/silence-watch.js";

/** Returns the database that a client uses now, in which the step must run. */
export type ClientDatabase = (purpose: Purpose) => number | Promise<number>;

/** An ioredis client knows it; with node-redis, only the server may know. */
export function databaseOver(connection: Connection): ClientDatabase {
  const { redis } = connection;
  return isCopyable(redis) ? askedDatabase(connection, redis) : () => databaseOf(redis);
}

/** Asks the server once for all steps of a turn: later steps may follow a SELECT. */
function askedDatabase(connection: Connection, client: Copyable): ClientDatabase {
  let asked: Promise<unknown> | undefined;
  const ask = (purpose: Purpose): Promise<unknown> => {
    process.nextTick(() => {
      asked = undefined;
    });
    return connection.ask(purpose, () => client.databaseNow());
  };
  return async (purpose) => {
    asked ??= ask(purpose);
    try {
      return Number(await asked);
    } catch (error) {
      throw failure(error, purpose);
    }
  };
}

const NEEDED =
  "durability over a node-redis client asks the server for the client's database: it needs Redis 6.2 and permission for CLIENT INFO";

function failure(error: unknown, { name, operation }: Purpose): LockBackendError {
  const failed = redisFailure(error, name, operation);
  if (!isReply(error) || failed.retryFor > 0) return failed;
  return new LockBackendError(name, operation, {
    message: NEEDED,
    cause: failed.cause,
    retryFor: 0,
  });
}
