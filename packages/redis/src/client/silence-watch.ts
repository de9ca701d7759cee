import { type Entry, LinkedList } from "@lockwire/core/backend";

/** The purpose of a command: the operation of the port that it carries out, and the lock's name. */
export interface Purpose {
  readonly name: string;
  readonly operation: string;
}

/** The list entry of an unanswered command. */
export type Sent = Entry<Command>;

interface Command {
  readonly purpose: Purpose | undefined;
  readonly at: number;
}

/** The current socket of ioredis; a Cluster does not expose one. */
export interface Wire {
  readonly stream?: Socket | null;
}

interface Socket {
  readonly bytesRead?: number;
  readonly destroyed?: boolean;
}

export interface SilenceOptions {
  /** How long a command may stay unanswered while nothing else arrives, in ms; read at each check. */
  readonly limit: () => number;
  /** A Cluster client, which has several connections: an answer on one says nothing about the others. */
  readonly isSeveral: boolean;
  /** Called at each check while commands are unanswered. */
  readonly onCheck: () => void;
  /** Called again after another `limit`, if nothing has changed by then. */
  readonly onSilent: () => void;
}

/** How many checks there are within the limit, and the bounds of the interval between two, in ms. */
const CHECKS = 20;
const SHORTEST = 5;
const LONGEST = 100;

/**
 * Detects a silent connection: a command stays unanswered, and not a byte has arrived meanwhile. A socket that only waits
 * would not notice for minutes that its peer has vanished. Time in which this process was paused does not count.
 */
export class SilenceWatch {
  readonly #wire: Wire;
  readonly #options: SilenceOptions;
  #unanswered = new LinkedList<Command>();
  /** Milliseconds in which this process ran, and so could receive something. */
  #awake = 0;
  #checkedAt = 0;
  #heardAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #socket: Socket | null | undefined;
  #bytes: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(wire: object, options: SilenceOptions) {
    this.#wire = wire;
    this.#options = options;
  }

  /** The purpose of the oldest unanswered command that a caller is waiting for. */
  get purpose(): Purpose | undefined {
    for (const { value } of this.#unanswered.entries()) if (value.purpose) return value.purpose;
    return undefined;
  }

  /** @param purpose undefined for a command that no caller is waiting for. */
  sent(purpose: Purpose | undefined): Sent {
    const time = performance.now();
    // A timer that was set while timers were faked may never fire.
    const isOverdue = time - this.#checkedAt > 10 * LONGEST;
    if ((!this.#timer || isOverdue) && !this.#isStopped) this.#checkLater(time);
    return this.#unanswered.add({ purpose, at: this.#awake + (time - this.#checkedAt) });
  }

  answered(sent: Sent): void {
    sent.leave();
    this.#heardAt = this.#awake;
  }

  /** For good: a command may be sent later, on a client that was passed in. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unanswered = new LinkedList();
  }

  #checkLater(time: number): void {
    this.#checkedAt = time;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), this.#pause()).unref();
  }

  #pause(): number {
    return Math.min(Math.max(this.#options.limit() / CHECKS, SHORTEST), LONGEST);
  }

  #check(): void {
    this.#timer = undefined;
    const time = performance.now();
    this.#awake += Math.min(time - this.#checkedAt, 2 * this.#pause());
    const oldest = this.#unanswered.first;
    if (oldest === undefined) return;
    this.#checkLater(time);
    if (this.#hasHeard()) this.#heardAt = this.#awake;
    this.#options.onCheck();
    const quietSince = this.#options.isSeveral ? oldest.at : Math.max(oldest.at, this.#heardAt);
    const limit = this.#options.limit();
    if (this.#awake - Math.max(quietSince, this.#toldAt) < limit) return;
    this.#toldAt = this.#awake;
    this.#options.onSilent();
  }

  /** Whether bytes have arrived, or the socket has changed; a missing socket does not count as silent. */
  #hasHeard(): boolean {
    const { stream: socket } = this.#wire;
    const bytes = socket?.bytesRead;
    const isNew = socket !== this.#socket || bytes !== this.#bytes;
    this.#socket = socket;
    this.#bytes = bytes;
    return isNew || socket?.destroyed === true;
  }
}
