import { type DuplicableRedis, type DuplicateOptions, databaseOf } from "../client/duplicate.js";
import { redisFailure } from "../client/failure.js";
import type { ScriptCall, Scripts } from "../client/script-runner.js";
import type { Script } from "../scripts/script.js";
import type { Durability } from "./durability.js";
import { ReplicaSession, type WaitingRedis } from "./replica-session.js";

/** Runs scripts whose yes counts only with the replicas. */
export interface ReplicaScripts extends Scripts {
  /** @throws {LockBackendError} with the operation `replicate` when too few replicas have it in time, or that is not known. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Runs takes and renewals over a connection of our own, and answers a yes once enough replicas have it. It is opened at
 * the first take, and anew when the client has selected another database.
 */
export class ReplicaWait implements ReplicaScripts {
  readonly #source: () => DuplicableRedis<WaitingRedis>;
  readonly #durability: Durability;
  readonly #options: Omit<DuplicateOptions, "name">;
  #current: { readonly database: number; readonly session: ReplicaSession } | undefined;
  /** With the one in use those in a database that the client has left, until nothing runs there. */
  readonly #sessions = new Set<ReplicaSession>();

  /** @param source the client that the connection is a duplicate of, as it is now. */
  constructor(
    source: () => DuplicableRedis<WaitingRedis>,
    durability: Durability,
    options: Omit<DuplicateOptions, "name">,
  ) {
    this.#source = source;
    this.#durability = durability;
    this.#options = options;
  }

  async run(script: Script, call: ScriptCall): Promise<unknown> {
    return this.#session(call).run(script, call);
  }

  check(): void {
    this.#current?.session.check();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  #session({ name, operation }: ScriptCall): ReplicaSession {
    const database = databaseOf(this.#source());
    if (this.#current?.database === database) return this.#current.session;
    if (this.#current) void this.#leave(this.#current.session);
    this.#current = undefined;
    try {
      const session = new ReplicaSession(this.#source, this.#durability, this.#options);
      this.#current = { database, session };
      this.#sessions.add(session);
      return session;
    } catch (error) {
      throw redisFailure(error, name, operation);
    }
  }

  async #leave(session: ReplicaSession): Promise<void> {
    await session.finished();
    this.#sessions.delete(session);
    await session.close();
  }
}
