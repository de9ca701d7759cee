import { LockBackendError } from "@lockwire/core";
import type { Connection } from "../client/connection.js";
import { redisFailure } from "../client/failure.js";
import { owned } from "../client/own-connection.js";
import { type ScriptCall, ScriptRunner } from "../client/script-runner.js";
import { isPart } from "../scripts/part.js";
import type { Script } from "../scripts/script.js";
import type { Durability } from "./durability.js";
import type { WaitingRedis } from "./waiting-redis.js";

const REPLICATE = "replicate";

/** How much later than its own timeout the reply to a WAIT may arrive, in ms. */
const ANSWER_TIME = 500;

/**
 * A connection that waits until replicas have its writes: WAIT blocks the connection it is sent on, and covers only the
 * writes of that connection.
 */
export class ReplicaSession {
  readonly #scripts: ScriptRunner;
  readonly #connection: Connection<WaitingRedis>;
  readonly #durability: Durability;
  /** Counts the connections: one cannot wait for the writes of another. */
  #epoch = 0;
  #open = 0;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<number> | undefined;
  #finished: (() => void) | undefined;

  /** @param redis closed with the session. */
  constructor(redis: WaitingRedis, durability: Durability, options: { commandTimeout: number }) {
    redis.on("close", () => {
      this.#epoch += 1;
    });
    const commandTimeout = Math.max(options.commandTimeout, durability.timeout + ANSWER_TIME);
    this.#connection = owned(redis, { commandTimeout });
    this.#durability = durability;
    this.#scripts = new ScriptRunner(this.#connection);
  }

  async run(script: Script, call: ScriptCall): Promise<unknown> {
    this.#open += 1;
    try {
      const reply = await this.#scripts.run(script, call);
      if (isYes(reply, call)) await this.#confirm(call.name);
      return reply;
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#finished?.();
    }
  }

  check(): void {
    this.#connection.check();
  }

  /** Resolves when no step is running. */
  async finished(): Promise<void> {
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      this.#finished = resolve;
    });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #confirm(name: string): Promise<void> {
    const epoch = this.#epoch;
    const { replicas, timeout } = this.#durability;
    const confirmed = await this.#count(name);
    if (epoch !== this.#epoch) {
      throw new LockBackendError(name, REPLICATE, { message: "the connection was lost" });
    }
    if (confirmed >= replicas) return;
    const message = `${confirmed} of ${replicas} replicas confirmed it within ${timeout} ms`;
    throw new LockBackendError(name, REPLICATE, { message, retryFor: 0 });
  }

  /** One WAIT at a time, which covers all steps that were written before it was sent. */
  async #count(name: string): Promise<number> {
    this.#next ??= this.#waitAfter(this.#running, name);
    try {
      return await this.#next;
    } catch (error) {
      throw redisFailure(error, name, REPLICATE);
    }
  }

  async #waitAfter(running: Promise<unknown>, name: string): Promise<number> {
    await running;
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const { replicas, timeout } = this.#durability;
    const waiting = this.#connection.ask({ name, operation: REPLICATE }, (redis) =>
      redis.wait(replicas, timeout),
    );
    this.#next = undefined;
    this.#running = Promise.allSettled([waiting]);
    return Number(await waiting);
  }
}

/** Whether a step succeeded: it replied with a fence or a slot, or was a renewal; the 1 of an upgrade is a refusal. */
function isYes(reply: unknown, call: ScriptCall): boolean {
  if (isPart(reply)) return isYes(reply[1], call);
  if (Array.isArray(reply)) return reply[0] === "slot";
  return Number(reply) > (call.operation === "upgrade" ? 1 : 0);
}
