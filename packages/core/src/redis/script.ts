import { createHash } from "node:crypto";
import type { RedisCommands } from "./commands.js";

/** A Lua script: one atomic step. Each states its KEYS, ARGV and reply in its header. */
export class Script {
  readonly source: string;
  readonly sha: string;

  constructor(source: string) {
    this.source = source;
    this.sha = createHash("sha1").update(source).digest("hex");
  }
}

/**
 * Runs scripts by their digest, and by their text where the server does not know them (yet, or any more). Nothing is
 * defined on the client, which is the user's.
 */
export class ScriptRunner {
  readonly #redis: RedisCommands;
  /** Run before: the server is likely to know them, and the first run then takes one round trip like every other. */
  readonly #known = new Set<Script>();

  constructor(redis: RedisCommands) {
    this.#redis = redis;
  }

  async run(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    if (this.#known.has(script)) {
      try {
        return await this.#redis.evalsha(script.sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!isNoScript(error)) throw error;
      }
    }
    const reply = await this.#redis.eval(script.source, keys.length, ...keys, ...args);
    this.#known.add(script);
    return reply;
  }
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOSCRIPT");
}
