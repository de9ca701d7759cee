import type { LockClient } from "@lockwire/core";

/** What a `Pool` of pg and a PGlite have in common. */
export interface Database {
  query<Row>(sql: string, parameters: unknown[]): Promise<{ rows: Row[] }>;
}

export const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS accounts (
    id text PRIMARY KEY,
    balance integer NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0
  )`;

/** A holder may write any number of times, until a later holder has written. */
const WRITE = `
  UPDATE accounts SET balance = $2, fence = $3
  WHERE id = $1 AND fence <= $3
  RETURNING id`;

/** The write came too late: someone else has acquired the lock since. */
export class StaleFenceError extends Error {
  override readonly name = "StaleFenceError";
}

/** Reads, adds and writes, under the account's lock. */
export async function deposit(
  locks: LockClient,
  database: Database,
  id: string,
  amount: number,
): Promise<void> {
  await locks.withLock(`account:${id}`, async ({ fence }) => {
    const balance = await readBalance(database, id);
    await writeBalance(database, id, balance + amount, fence);
  });
}

export async function readBalance(database: Database, id: string): Promise<number> {
  const sql = "SELECT balance FROM accounts WHERE id = $1";
  const { rows } = await database.query<{ balance: number }>(sql, [id]);
  if (!rows[0]) throw new Error(`there is no account ${id}`);
  return rows[0].balance;
}

/** @throws {StaleFenceError} if a later holder of the lock has written already */
export async function writeBalance(
  database: Database,
  id: string,
  balance: number,
  fence: number,
): Promise<void> {
  const { rows } = await database.query(WRITE, [id, balance, fence]);
  if (rows.length === 0) throw new StaleFenceError(`account ${id} has moved on past ${fence}`);
}
