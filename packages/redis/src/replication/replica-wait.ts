import { LockBackendError } from "@lockwire/core";
import { type Connection, OWN_CONNECTION, type OwnedRedis, owned } from "../client/connection.js";
import { redisFailure } from "../client/failure.js";
import { type ScriptCall, ScriptRunner, type Scripts } from "../client/script-runner.js";
import type { Script } from "../scripts/script.js";
import type { Durability } from "./durability.js";

/** A connection that can wait for the replicas of its server. */
interface WaitingRedis extends OwnedRedis {
  wait(replicas: number, timeout: number): Promise<number>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** A client, or a node of a Cluster, that can open a connection like its own. */
export interface DuplicableRedis {
  duplicate(options: object): WaitingRedis;
}

/** Runs scripts whose yes counts only with the replicas. */
export interface ReplicaScripts extends Scripts {
  /** @throws {LockBackendError} with the operation `replicate` when too few replicas have it in time, or that is not known. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  close(): Promise<void>;
}

/** WAIT says nothing about the writes of an earlier connection, so nothing is sent again on the next one. */
const WAITING = {
  ...OWN_CONNECTION,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: true,
  commandTimeout: undefined,
  blockingTimeout: undefined,
  socketTimeout: undefined,
};

/**
 * Runs takes and renewals over a connection of our own, and answers a yes once enough replicas have it. WAIT blocks the
 * connection that it is sent on, and counts the writes of that connection; it is opened at the first take.
 */
export class ReplicaWait implements ReplicaScripts {
  readonly #scripts: ScriptRunner;
  readonly #connection: Connection<WaitingRedis>;
  readonly #durability: Durability;
  /** Counts the connections: what one of them wrote, another cannot wait for. */
  #epoch = 0;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<number> | undefined;

  /** @param options for the connection, where it is not to be like the client's. */
  constructor(redis: DuplicableRedis, durability: Durability, options: object = {}) {
    const connection = redis.duplicate({ ...WAITING, ...options });
    connection.on("close", () => {
      this.#epoch += 1;
    });
    this.#connection = owned(connection);
    this.#durability = durability;
    this.#scripts = new ScriptRunner(this.#connection);
  }

  async run(script: Script, call: ScriptCall): Promise<unknown> {
    const reply = await this.#scripts.run(script, call);
    if (isYes(reply)) await this.#confirm(call.name);
    return reply;
  }

  async #confirm(name: string): Promise<void> {
    const epoch = this.#epoch;
    const { replicas, timeout } = this.#durability;
    const confirmed = await this.#count(name);
    if (epoch !== this.#epoch) {
      throw new LockBackendError(name, "replicate", { message: "the connection was lost" });
    }
    if (confirmed >= replicas) return;
    const message = `${confirmed} of ${replicas} replicas confirmed it within ${timeout} ms`;
    throw new LockBackendError(name, "replicate", { message, retryFor: 0 });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** One WAIT at a time serves all who asked before it was sent. */
  async #count(name: string): Promise<number> {
    this.#next ??= this.#waitAfter(this.#running);
    try {
      return await this.#next;
    } catch (error) {
      throw redisFailure(this.#connection.explain(error), name, "replicate");
    }
  }

  async #waitAfter(running: Promise<unknown>): Promise<number> {
    await running;
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const { replicas, timeout } = this.#durability;
    const waiting = this.#connection.redis.wait(replicas, timeout);
    this.#next = undefined;
    this.#running = Promise.allSettled([waiting]);
    return Number(await waiting);
  }
}

/** Of an acquire, which replies with the fence, or of a renewal. */
function isYes(reply: unknown): boolean {
  return !Array.isArray(reply) && Number(reply) > 0;
}
