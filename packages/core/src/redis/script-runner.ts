import type { RedisCommands } from "./commands.js";
import type { Connection } from "./connection.js";
import { corked } from "./cork.js";
import { redisFailure } from "./failure.js";
import type { Script } from "./script.js";

export interface ScriptCall {
  /** The step of the port that it carries out, and the lock's name: for errors. */
  readonly operation: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** What runs scripts on Redis. */
export interface Scripts {
  /** @throws {LockBackendError} on any failure. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
}

/**
 * Runs scripts by their digest, and by their text where the server does not know them (yet, or any more). Nothing is
 * defined on the client, which is the user's. What is asked in one turn of the event loop leaves in one write.
 */
export class ScriptRunner implements Scripts {
  readonly #connection: Connection<RedisCommands>;
  /** Run before: the server is likely to know them, and the first run then takes one round trip like every other. */
  readonly #known = new Set<Script>();
  #turn: (() => void)[] = [];

  constructor(connection: Connection<RedisCommands>) {
    this.#connection = connection;
  }

  run(script: Script, call: ScriptCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(redisFailure(this.#connection.explain(error), call.name, call.operation));
      if (this.#turn.length === 0) process.nextTick(() => this.#send());
      this.#turn.push(() => this.#run(script, call, resolve, fail));
    });
  }

  /** Runs when the turn's promises have settled as far as they go, and with them whoever wants to send something. */
  #send(): void {
    const commands = this.#turn;
    this.#turn = [];
    corked(this.#connection.redis, commands);
  }

  #run(
    script: Script,
    call: ScriptCall,
    resolve: (reply: unknown) => void,
    fail: (error: unknown) => void,
  ): void {
    if (!this.#known.has(script)) return this.#load(script, call, resolve, fail);
    const { keys, args } = call;
    this.#connection.redis
      .evalsha(script.sha, keys.length, ...keys, ...args)
      .then(resolve, (error) => {
        if (isNoScript(error)) this.#load(script, call, resolve, fail);
        else fail(error);
      });
  }

  #load(
    script: Script,
    { keys, args }: ScriptCall,
    resolve: (reply: unknown) => void,
    fail: (error: unknown) => void,
  ): void {
    this.#connection.redis.eval(script.source, keys.length, ...keys, ...args).then((reply) => {
      this.#known.add(script);
      resolve(reply);
    }, fail);
  }
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOSCRIPT");
}
