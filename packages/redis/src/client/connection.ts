import { LockBackendError } from "@lockwire/core";
import { isError } from "@lockwire/core/backend";
import { type ClientEvent, ClientEvents } from "./client-events.js";
import { isCluster } from "./cluster-client.js";
import { called, type RedisCommands } from "./commands.js";
import { connectTimeoutOf } from "./connect-timeout.js";
import { isRefusal, redisFailure, withoutSent } from "./failure.js";
import { refuseMock } from "./mock.js";
import { notConnected } from "./not-connected.js";
import { type Purpose, SilenceWatch } from "./silence-watch.js";

/** Reports a failure that no caller is waiting for. */
export type Report = (lockName: string, error: LockBackendError) => void;

export interface ConnectionOptions {
  /** Whether Lockwire opened it, and so may reopen and close it. */
  readonly isOwned: boolean;
  /** How long a command may stay unanswered while nothing else arrives, in ms, before the connection counts as dead. */
  readonly commandTimeout: number;
  /** Called if a command waits for a connection that cannot be opened, or that is silent and not owned. */
  readonly report?: Report;
}

/** The other parts of a client that are used here, if it has them; ioredis has them all. */
interface Client {
  readonly status?: string;
  readonly stream?: { destroy?(error: Error): unknown } | null;
  disconnect?(): void;
  ping?(): Promise<unknown>;
}

/** A command to send, and where its reply goes. */
export interface Command<R> {
  /** Undefined for a command that no caller is waiting for. */
  readonly purpose: Purpose | undefined;
  send(redis: R): Promise<unknown>;
  done(reply: unknown): void;
  /** Receives the client's error, or the reason behind it. */
  fail(error: unknown): void;
}

/** The ioredis statuses in which the server owes an answer, at least to the handshake. */
const ANSWERING: ReadonlySet<string> = new Set(["connecting", "connect", "ready"]);

/**
 * A connection to Redis, passed in or opened by Lockwire. Every command goes through here. If the client throws, the command
 * rejects; if the server falls silent, an owned connection is reopened, and any other is reported.
 */
export class Connection<R extends object = RedisCommands> {
  readonly redis: R;
  readonly isOwned: boolean;
  readonly #client: Client;
  readonly #silence: SilenceWatch;
  readonly #events: ClientEvents;
  readonly #commandTimeout: number;
  readonly #report: Report;
  #isListening = false;
  #isClosed = false;
  /** The silence was reported, and there was no answer since. */
  #isTold = false;
  /** Why an owned connection is being reopened, if it led to a replica. */
  #why = "";

  /** @throws {TypeError} on ioredis-mock. */
  constructor(redis: R, options: ConnectionOptions) {
    refuseMock(redis);
    this.redis = redis;
    this.isOwned = options.isOwned;
    this.#commandTimeout = options.commandTimeout;
    this.#report = options.report ?? (() => undefined);
    this.#client = redis;
    this.#events = ClientEvents.of(redis);
    this.#silence = new SilenceWatch(redis, {
      isSeveral: isCluster(redis),
      limit: () => this.#limit,
      onCheck: this.#onTrouble,
      onSilent: () => this.#onSilent(),
    });
  }

  send(command: Command<R>): void {
    // ioredis never answers a command that it is given after `disconnect` ended its attempts to reconnect.
    if (this.#isClosed && this.isOwned) return command.fail(new Error("Connection is closed."));
    this.#listen();
    const sent = this.#silence.sent(command.purpose);
    called(() => command.send(this.redis)).then(
      (reply) => {
        this.#isTold = false;
        this.#silence.answered(sent);
        command.done(reply);
      },
      (error: unknown) => {
        this.#silence.answered(sent);
        if (isRefusal(error, "READONLY")) this.#why = ": READONLY";
        command.fail(this.#reasonOf(error));
      },
    );
  }

  ask(purpose: Purpose | undefined, send: (redis: R) => Promise<unknown>): Promise<unknown> {
    return new Promise((done, fail) => this.send({ purpose, send, done, fail }));
  }

  /**
   * Sends a PING if Lockwire owns the connection and it is open or being opened: silence shows only if a command is
   * unanswered. A refused PING is an answer too.
   */
  check(): void {
    const { status = "" } = this.#client;
    if (!(this.isOwned && ANSWERING.has(status))) return;
    this.ask(undefined, async () => this.#client.ping?.()).catch(() => undefined);
  }

  /** Why there is no connection now, as far as it is known. */
  get trouble(): Error | undefined {
    const trouble = this.#events.trouble;
    return trouble && withoutSent(trouble);
  }

  /** Whether it is closed: by its owner, after it gave up reconnecting, or, with node-redis, before its owner connects it. */
  get isEnded(): boolean {
    return this.#client.status === "end";
  }

  /** How often the open connection was lost; see {@link ClientEvents.interruptions}. */
  get interruptions(): number {
    return this.#events.interruptions;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#silence.stop();
    this.#events.leave(this.#onTrouble);
    if (this.isOwned) this.#client.disconnect?.();
  }

  get #limit(): number {
    const { status } = this.#client;
    const isOpen = status === undefined || status === "ready";
    return isOpen ? this.#commandTimeout : connectTimeoutOf(this.#commandTimeout);
  }

  /** Replaces the client's "command aborted" with the reason for it, which says more. */
  #reasonOf(error: unknown): unknown {
    if (!this.isOwned && this.isEnded) return notConnected(this.trouble);
    if (!isGivenUp(error)) return error;
    const closed = this.isOwned ? new Error(`the connection was closed${this.#why}`) : error;
    return this.#events.trouble ?? closed;
  }

  /** Adds the listeners at first use, so a client that is never used gets none. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#events.listen(this.#onTrouble);
  }

  readonly #onTrouble = (event?: ClientEvent): void => {
    if (event === "ready") this.#why = "";
    const trouble = this.#events.trouble;
    if (trouble) this.#tell(({ name, operation }) => redisFailure(trouble, name, operation));
  };

  #onSilent(): void {
    const ms = this.#limit;
    if (this.isOwned) this.#client.stream?.destroy?.(silence(ms));
    else
      this.#tell(
        ({ name, operation }) => new LockBackendError(name, operation, { message: silent(ms) }),
      );
  }

  /** Reports once, until there is an answer again. */
  #tell(failure: (purpose: Purpose) => LockBackendError): void {
    const { purpose } = this.#silence;
    if (this.#isTold || purpose === undefined) return;
    this.#isTold = true;
    this.#report(purpose.name, failure(purpose));
  }
}

const SILENCE = "SilentConnectionError";

function silence(ms: number): Error {
  const error = new Error(`no answer on the connection for ${ms} ms; it is reopened`);
  error.name = SILENCE;
  return error;
}

/** The messages with which ioredis and node-redis abort a command when its connection is lost. */
const GIVEN_UP = [
  "Reached the max retries per request",
  "The client is offline",
  "The client is closed",
  "Disconnects client",
];

/** Checks the message: the error's name is a class name, which a minifier renames. */
function isGivenUp(error: unknown): boolean {
  return isError(error) && GIVEN_UP.some((words) => error.message.startsWith(words));
}

/** Whether Lockwire closed the connection because it was silent. */
export function isSilence(error: unknown): boolean {
  return isError(error) && error.name === SILENCE;
}

const silent = (ms: number) =>
  `the client passed to Lockwire has not answered for ${ms} ms; if its connection is dead, only a socketTimeout reopens it`;
