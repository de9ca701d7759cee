import { EventEmitter, errorMonitor } from "node:events";
import { called, type RedisCommands } from "../commands.js";
import { type Copyable, type CopyOptions, copyOf } from "./copy.js";
import {
  borrowOf,
  evalOptions,
  isSeveral,
  type NodeRedisClient,
  type NodeRedisConnection,
} from "./node-redis.js";
import { notConnected } from "./not-connected.js";

/** Events after which commands may have been lost, or have been sent again by a Sentinel. */
const FAILURES = [errorMonitor, "node-error", "client-error"];
/** Events after which the client may be another one than it was: it is looked at again. */
const CHANGES = ["ready", "reconnecting", "end", "terminated", "connect", "disconnect"];

/**
 * A client of node-redis 5 or 6 as the locks need it, with the status and the events that ioredis has.
 *
 * Its listeners stay: a client is an object that inherits from the one which emits, and Node's `removeListener` gives it a
 * table of listeners of its own when the last one goes, after which no `error` listener of the user's is called again.
 */
export class NodeRedisCommands extends EventEmitter implements RedisCommands, Copyable {
  readonly client: NodeRedisClient;
  readonly options: { readonly keyPrefix: string };
  readonly #commands: ReturnType<NodeRedisClient["withTypeMapping"]>;
  #wasReady: boolean;

  constructor(client: NodeRedisClient) {
    super();
    this.client = client;
    this.options = { keyPrefix: client._keyPrefix ?? "" };
    // The replies as they are by default, whatever the client maps types to.
    this.#commands = client.withTypeMapping({});
    this.#wasReady = this.status === "ready";
    // An error of the client is only watched there: its owner has to listen for it, or means it to end the process.
    this.on("error", () => undefined);
    const several = isSeveral(client);
    for (const event of FAILURES) client.on(event, (error) => this.#failed(error, several));
    for (const event of CHANGES) client.on(event, () => this.#updateStatus());
    client.on("topology-change", () => this.emit("-node"));
  }

  get status(): "ready" | "connecting" | "end" {
    const { isOpen, isReady = true } = this.client;
    if (!isOpen) return "end";
    return isReady ? "ready" : "connecting";
  }

  eval(script: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown> {
    return this.#run("eval", script, keyCount, keysAndArgs);
  }

  evalsha(sha: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown> {
    return this.#run("evalSha", sha, keyCount, keysAndArgs);
  }

  copyConnection(options: CopyOptions): Promise<NodeRedisConnection> {
    const { keyPrefix } = this.options;
    return called(() =>
      borrowOf(this.client)(async (connection) => copyOf(connection, options, keyPrefix)),
    );
  }

  /** A client alone can select another database, of which the server alone tells. */
  async databaseNow(): Promise<number> {
    if (!this.client.isOpen) throw notConnected();
    if (!isSeveral(this.client)) return (await this.#commands.clientInfo()).db;
    return borrowOf(this.client)(async ({ options }) => options?.database ?? 0);
  }

  #run(
    command: "eval" | "evalSha",
    text: string,
    keyCount: number,
    keysAndArgs: readonly string[],
  ): Promise<unknown> {
    if (!this.client.isOpen) return Promise.reject(notConnected());
    return this.#commands[command](text, evalOptions(keyCount, keysAndArgs));
  }

  /** That an open connection ended says less than why it cannot be opened again. */
  #failed(error: unknown, several: boolean): void {
    const isLoss = this.#updateStatus();
    if (!isLoss) this.emit("error", error);
    if (several) this.emit("-node");
  }

  /** Returns whether the connection was open, and is not now. */
  #updateStatus(): boolean {
    const isReady = this.status === "ready";
    if (isReady === this.#wasReady) return false;
    this.#wasReady = isReady;
    this.emit(isReady ? "ready" : "close");
    return !isReady;
  }
}
