import type { RedisCommands } from "./commands.js";
import type { Connection } from "./connection.js";
import { redisFailure } from "./failure.js";
import type { Script } from "./script.js";

export interface ScriptCall {
  /** The step of the port that it carries out, and the lock's name: for errors. */
  readonly operation: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/**
 * Runs scripts by their digest, and by their text where the server does not know them (yet, or any more). Nothing is
 * defined on the client, which is the user's.
 */
export class ScriptRunner {
  readonly #connection: Connection<RedisCommands>;
  /** Run before: the server is likely to know them, and the first run then takes one round trip like every other. */
  readonly #known = new Set<Script>();

  constructor(connection: Connection<RedisCommands>) {
    this.#connection = connection;
  }

  /** @throws {LockBackendError} on any failure. */
  async run(script: Script, call: ScriptCall): Promise<unknown> {
    try {
      return await this.#run(script, call);
    } catch (error) {
      throw redisFailure(this.#connection.explain(error), call.name, call.operation);
    }
  }

  async #run(script: Script, { keys, args }: ScriptCall): Promise<unknown> {
    const { redis } = this.#connection;
    if (this.#known.has(script)) {
      try {
        return await redis.evalsha(script.sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!isNoScript(error)) throw error;
      }
    }
    const reply = await redis.eval(script.source, keys.length, ...keys, ...args);
    this.#known.add(script);
    return reply;
  }
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOSCRIPT");
}
