import { LockBackendError } from "@lockwire/core";
import { isError } from "@lockwire/core/backend";
import { ClientEvents } from "./client-events.js";
import { called, type RedisCommands } from "./commands.js";
import { connectTimeoutOf } from "./connect-timeout.js";
import { redisFailure, withoutSent } from "./failure.js";
import { refuseMock } from "./mock.js";
import { type Purpose, SilenceWatch } from "./silence-watch.js";

/** Tells of a failure that no caller is waiting for. */
export type Report = (lockName: string, error: LockBackendError) => void;

export interface ConnectionOptions {
  /** Whether Lockwire opened it, and so may open it anew and close it. */
  readonly isOwned: boolean;
  /** How long a command may stay unanswered with nothing else heard, in ms, before the connection counts as dead. */
  readonly commandTimeout: number;
  /** Is told of a connection that cannot be opened, or is silent and not owned, while a command waits for it. */
  readonly report?: Report;
}

/** What else of a client matters here; ioredis has it all. */
interface Client {
  readonly status?: string;
  readonly stream?: { destroy?(error: Error): unknown } | null;
  disconnect?(): void;
  ping?(): Promise<unknown>;
}

type Done = (reply: unknown) => void;
type Fail = (error: unknown) => void;

/** What ioredis calls a connection from which something has to come, be it the answer to its greeting. */
const ANSWERING: ReadonlySet<string> = new Set(["connecting", "connect", "ready"]);

/**
 * A client's way to Redis, passed in or opened by Lockwire. All that is sent goes through here: a client that throws rejects, and
 * an answer that does not come is noticed. A connection that Lockwire owns is then opened anew; any other is reported.
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
  /** Reported already, and nothing has been answered since. */
  #isTold = false;

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
      isSeveral: "isCluster" in redis && redis.isCluster === true,
      limit: () => this.#limit,
      onCheck: this.#onTrouble,
      onSilent: () => this.#onSilent(),
    });
  }

  /** Sends a command, and calls back with the reply, or with the error: the client's own, or the reason behind it. */
  send(
    purpose: Purpose | undefined,
    command: (redis: R) => Promise<unknown>,
    done: Done,
    fail: Fail,
  ): void {
    this.#listen();
    const sent = this.#silence.sent(purpose);
    called(() => command(this.redis)).then(
      (reply) => {
        this.#isTold = false;
        this.#silence.answered(sent);
        done(reply);
      },
      (error: unknown) => {
        this.#silence.answered(sent);
        fail(this.#reasonOf(error));
      },
    );
  }

  ask(purpose: Purpose | undefined, command: (redis: R) => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => this.send(purpose, command, resolve, reject));
  }

  /**
   * Asks for a sign of life where Lockwire owns the connection, and it is open or being opened: on one on which nothing is sent
   * nothing can stay unanswered. A refused PING is an answer.
   */
  check(): void {
    const { status = "" } = this.#client;
    if (!(this.isOwned && ANSWERING.has(status))) return;
    const answered = () => undefined;
    this.ask(undefined, () => this.#client.ping?.() ?? Promise.resolve()).then(answered, answered);
  }

  /** What is known to be wrong with it now. */
  get trouble(): Error | undefined {
    const trouble = this.#events.trouble;
    return trouble && withoutSent(trouble);
  }

  /** Whether it is closed: by its owner, or since it has given up; one of node-redis is so before its owner connects it. */
  get isEnded(): boolean {
    return this.#client.status === "end";
  }

  /** How often it was lost while it was open; see {@link ClientEvents.interruptions}. */
  get interruptions(): number {
    return this.#events.interruptions;
  }

  async close(): Promise<void> {
    this.#silence.stop();
    this.#events.leave(this.#onTrouble);
    if (this.isOwned) this.#client.disconnect?.();
  }

  get #limit(): number {
    const { status } = this.#client;
    const isOpen = status === undefined || status === "ready";
    return isOpen ? this.#commandTimeout : connectTimeoutOf(this.#commandTimeout);
  }

  /** A client's word that it gave a command up says less than why it had to. */
  #reasonOf(error: unknown): unknown {
    if (!isGivenUp(error)) return error;
    const closed = this.isOwned ? new Error("the connection was closed") : error;
    return this.#events.trouble ?? closed;
  }

  /** A client that is never used has no listener of Lockwire. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#events.listen(this.#onTrouble);
  }

  readonly #onTrouble = (): void => {
    const trouble = this.#events.trouble;
    if (trouble) this.#tell(({ name, operation }) => redisFailure(trouble, name, operation));
  };

  #onSilent(): void {
    const ms = this.#limit;
    if (this.isOwned) {
      return void this.#client.stream?.destroy?.(silence(ms));
    }
    this.#tell(
      ({ name, operation }) => new LockBackendError(name, operation, { message: silent(ms) }),
    );
  }

  /** Once, until something is answered again. */
  #tell(failure: (purpose: Purpose) => LockBackendError): void {
    const { purpose } = this.#silence;
    if (this.#isTold || purpose === undefined) return;
    this.#isTold = true;
    this.#report(purpose.name, failure(purpose));
  }
}

const SILENCE = "SilentConnectionError";

function silence(ms: number): Error {
  const error = new Error(`no answer on the connection for ${ms} ms; it is being reopened`);
  error.name = SILENCE;
  return error;
}

/** How ioredis and node-redis say that a command was given up with its connection. */
const GIVEN_UP = [
  "Reached the max retries per request",
  "The client is offline",
  "The client is closed",
  "Disconnects client",
];

/** By what it says: its name is that of a class, which a minifier renames. */
function isGivenUp(error: unknown): boolean {
  return isError(error) && GIVEN_UP.some((words) => error.message.startsWith(words));
}

/** Whether silence is why we closed the connection. */
export function isSilence(error: unknown): boolean {
  return isError(error) && error.name === SILENCE;
}

const silent = (ms: number) =>
  `the client passed to Lockwire has not answered for ${ms} ms; if its connection is dead, it reopens it only with a socketTimeout`;
