import { LockBackendError } from "@lockwire/core";
import { redisFailure } from "../client/failure.js";
import type { ScriptCall, Scripts } from "../client/script-runner.js";
import type { Script } from "../scripts/script.js";
import type { ClientDatabase } from "./client-database.js";
import type { Durability } from "./durability.js";
import { ReplicaSession } from "./replica-session.js";
import { openWaiting, type WaitingOptions, type WaitingSource } from "./waiting-redis.js";

/** Runs scripts whose success replicas have to confirm. */
export interface ReplicaScripts extends Scripts {
  /** @throws {LockBackendError} with the operation `replicate` if too few replicas confirm it in time, or the outcome is unknown. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  close(): Promise<void>;
}

export interface ReplicaWaitOptions extends Omit<WaitingOptions, "database"> {
  /** Returns the current client, whose connection to duplicate. */
  readonly source: () => WaitingSource;
  readonly database: ClientDatabase;
}

/**
 * Runs acquisitions and renewals over its own connection, and reports success once enough replicas have confirmed them. The
 * connection is opened at the first acquisition, and again when the client selects another database.
 */
export class ReplicaWait implements ReplicaScripts {
  readonly #durability: Durability;
  readonly #options: ReplicaWaitOptions;
  #current: { readonly database: number; readonly session: ReplicaSession } | undefined;
  /** The current session, and those in databases that the client has left, until no step is running there. */
  readonly #sessions = new Set<ReplicaSession>();
  #isClosed = false;

  constructor(durability: Durability, options: ReplicaWaitOptions) {
    this.#durability = durability;
    this.#options = options;
  }

  async run(script: Script, call: ScriptCall): Promise<unknown> {
    const database = await this.#options.database(call);
    return this.#session(database, call).run(script, call);
  }

  check(): void {
    this.#current?.session.check();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  #session(database: number, { name, operation }: ScriptCall): ReplicaSession {
    if (this.#isClosed) throw new LockBackendError(name, operation, { message: CLOSED });
    if (this.#current?.database === database) return this.#current.session;
    if (this.#current) void this.#leave(this.#current.session);
    this.#current = undefined;
    try {
      const redis = openWaiting(this.#options.source, { ...this.#options, database });
      const session = new ReplicaSession(redis, this.#durability, this.#options);
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

const CLOSED = "the connection was closed";
