import { EventEmitter, errorMonitor } from "node:events";
import { called, type RedisCommands } from "../commands.js";
import { notConnected } from "../not-connected.js";
import { type Copyable, type CopyOptions, copyOf } from "./copy.js";
import {
  borrowOf,
  evalOptions,
  isSeveral,
  type NodeRedisClient,
  type NodeRedisConnection,
} from "./node-redis.js";

/** Events after which commands may have been lost, or resent by a Sentinel client. */
const FAILURES = [errorMonitor, "node-error", "client-error"];
/** Events after which the client's state must be read again. */
const CHANGES = ["ready", "reconnecting", "end", "terminated", "connect", "disconnect"];

/**
 * Adapts a client of node-redis 5 or 6: adds the status and the events that ioredis has.
 *
 * Its listeners are never removed. The client inherits from the object that emits, and when the last listener is removed,
 * Node gives the client its own listener table, after which the user's `error` listeners are never called again.
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
    // Uses the default replies, whatever type mapping the client has.
    this.#commands = client.withTypeMapping({});
    this.#wasReady = this.status === "ready";
    // `errorMonitor` only observes errors: the owner has to handle them, or wants them to end the process.
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

  /** Only a plain client can select another database, and only the server knows which one it is. */
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
    return this.#commands[command](text, evalOptions(keyCount, keysAndArgs));
  }

  /** Why it cannot reconnect says more than that the connection was lost. */
  #failed(error: unknown, several: boolean): void {
    const isLoss = this.#updateStatus();
    if (!isLoss) this.emit("error", error);
    if (several) this.emit("-node");
  }

  /** Returns whether the connection was open, and no longer is. */
  #updateStatus(): boolean {
    const isReady = this.status === "ready";
    if (isReady === this.#wasReady) return false;
    this.#wasReady = isReady;
    this.emit(isReady ? "ready" : "close");
    return !isReady;
  }
}
