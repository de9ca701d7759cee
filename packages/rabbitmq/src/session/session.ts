import { sleep } from "@lockwire/core/backend";
import type { AmqpConnection } from "../amqp/amqp.js";
import { ChannelPool } from "../amqp/channel-pool.js";
import { destroy, negotiatedHeartbeat } from "../amqp/connection.js";
import type { Opener } from "../amqp/connector.js";
import { SideConnection } from "../amqp/side-connection.js";
import { FenceStream } from "../protocol/fence-stream.js";
import type { Hold } from "../protocol/hold.js";
import { Mailbox } from "../protocol/mailbox.js";
import type { Answer, Question } from "../protocol/messages.js";
import type { QueueNames } from "../protocol/queue-names.js";

/** How long the broker may take to close the connection, in ms. */
const CLOSE_TIMEOUT = 500;
/** When a release that failed is tried again, in ms. */
const RELEASE_RETRY_DELAY = 1_000;
/** For how long a client whose lock others waited for lets them go first, in ms. */
const YIELD_TIME = 1_000;

export interface SessionOptions {
  /** For the connection beside that of the locks. */
  readonly open: Opener;
  readonly names: QueueNames;
  /** How long the broker may leave a call unanswered, in ms, before the connection is not used for anything new. */
  readonly patience: number;
  /** A lock went with the connection. */
  readonly onLoss: (hold: Hold) => void;
  readonly onEnd: (session: Session) => void;
}

/** Why the session takes no more. */
type End = { readonly reason: Error; readonly gone: boolean };

/**
 * A connection and everything that depends on it: the locks, the places among waiters, the inbox. A session that does not
 * answer is retired: new acquisitions use another one, and it ends with its last lock, or at once without one.
 */
export class Session {
  /** The locks, and the attempts at one, by name: the broker does not keep those of one connection apart. */
  readonly holds = new Map<string, Hold>();
  readonly channels: ChannelPool;
  readonly side: SideConnection;
  readonly fences: FenceStream;
  readonly mailbox: Mailbox;
  /** For how long the broker keeps a connection that it hears nothing from, in ms: the longest lease. */
  readonly heartbeat: number;
  readonly #connection: AmqpConnection;
  readonly #options: SessionOptions;
  readonly #contended = new Map<string, number>();
  readonly #watchers = new Set<(reason: Error) => void>();
  #end: End | undefined;

  constructor(connection: AmqpConnection, options: SessionOptions) {
    const { open, names, patience } = options;
    this.#connection = connection;
    this.#options = options;
    this.heartbeat = negotiatedHeartbeat(connection);
    this.channels = new ChannelPool(connection, patience, () => this.#retire());
    this.side = new SideConnection(open, patience);
    const { side } = this;
    this.fences = new FenceStream({ side, queue: names.fences, patience });
    this.mailbox = new Mailbox({
      channels: this.channels,
      side,
      names,
      answer: (question) => this.#answer(question),
      onLost: () => this.#retire(),
    });
    connection.on("close", (error) => this.#over(error ?? new Error("the connection was closed")));
  }

  /** To be awaited before it is used. */
  async open(): Promise<void> {
    try {
      await this.whileUsable(this.mailbox.open());
    } catch (error) {
      destroy(this.#connection);
      throw error;
    }
  }

  get usable(): boolean {
    return this.#end === undefined;
  }

  /** The connection is gone, and all that was its own with it. */
  get gone(): boolean {
    return this.#end?.gone === true;
  }

  /** Settles like the work, or rejects when the session is not to be waited for any more. */
  async whileUsable<T>(work: Promise<T>): Promise<T> {
    let watcher: ((reason: Error) => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      watcher = reject;
      if (this.#end) reject(this.#end.reason);
      else this.#watchers.add(reject);
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      if (watcher) this.#watchers.delete(watcher);
    }
  }

  noteContended(name: string): void {
    this.#contended.set(name, performance.now() + YIELD_TIME);
  }

  /** Whether others waited for this client's lock a moment ago: asked once. */
  mustYield(name: string): boolean {
    const until = this.#contended.get(name) ?? 0;
    this.#contended.delete(name);
    return until > performance.now();
  }

  drop(hold: Hold): void {
    const { name } = hold.claim;
    if (this.holds.get(name) === hold) this.holds.delete(name);
    if (!this.usable && this.holds.size === 0) void this.close();
  }

  /** Ends an attempt that goes on elsewhere: what it still may get here, nobody would hold, or release. */
  async abandon(hold: Hold): Promise<void> {
    this.drop(hold);
    while (!this.gone && !(await hold.isReleased()))
      await sleep(RELEASE_RETRY_DELAY, undefined, false);
  }

  /** Says goodbye, for as long as that may take. */
  async close(): Promise<void> {
    if (this.gone) return;
    this.fences.close();
    this.side.close();
    // A queue of waiters that is declared and not yet consumed from would stay on the broker.
    const settled = this.channels.settled();
    const farewell = settled.then(() => this.#connection.close()).catch(() => undefined);
    const late = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT).unref());
    await Promise.race([farewell, late]);
    if (!this.gone) destroy(this.#connection);
  }

  async #answer(question: Question): Promise<Answer> {
    if (question.kind === "wait") this.noteContended(question.name);
    const hold = this.holds.get(question.name);
    if (!hold) return { held: false, left: 0 };
    const answer = await hold.answer(question);
    const taken = question.kind === "release" || question.kind === "forceRelease";
    if (taken && answer.held) {
      this.drop(hold);
      this.#options.onLoss(hold);
    }
    return answer;
  }

  /** Nothing new: the broker does not answer, or the inbox is lost. */
  #retire(): void {
    if (!this.usable) return;
    this.#stop({ reason: new Error("the broker does not answer"), gone: false });
    const held = [...this.holds.values()].some(({ fence }) => fence !== undefined);
    if (!held) destroy(this.#connection);
  }

  #over(reason: Error): void {
    if (this.gone) return;
    this.#stop({ reason, gone: true });
    this.fences.close();
    this.side.close();
    const lost = [...this.holds.values()];
    this.holds.clear();
    for (const hold of lost) if (hold.wasHeld) this.#options.onLoss(hold);
  }

  #stop(end: End): void {
    const first = this.#end === undefined;
    this.#end = end;
    for (const reject of this.#watchers) reject(end.reason);
    this.#watchers.clear();
    if (first || end.gone) this.#options.onEnd(this);
  }
}
