import { type Entry, LinkedList } from "@lockwire/core/backend";

/** What a command is for: the step of the port that it carries out, and the lock's name. */
export interface Purpose {
  readonly name: string;
  readonly operation: string;
}

/** A command that has not been answered, in the list of those. */
export type Sent = Entry<Command>;

interface Command {
  readonly purpose: Purpose | undefined;
  readonly at: number;
}

/** What ioredis shows of the socket that it uses now; a Cluster shows none. */
export interface Wire {
  readonly stream?: Socket | null;
}

interface Socket {
  readonly bytesRead?: number;
  readonly destroyed?: boolean;
}

export interface SilenceOptions {
  /** How long a command may stay unanswered with nothing else heard, in ms; asked for at each check. */
  readonly limit: () => number;
  /** Several connections in one, as a Cluster has them: an answer on one of them says nothing about the others. */
  readonly isSeveral: boolean;
  /** Called at each check while commands are unanswered. */
  readonly onCheck: () => void;
  /** Called again after another `limit`, if nothing has changed by then. */
  readonly onSilent: () => void;
}

/** Checks within the limit; and the bounds of the time between two, in ms. */
const CHECKS = 20;
const SHORTEST = 5;
const LONGEST = 100;

/**
 * Notices that a connection has gone silent: a command stays unanswered, and not a byte has come in meanwhile. A peer
 * that vanished without a word looks connected for minutes, to a socket that only waits. Time in which this process
 * itself stood still does not count.
 */
export class SilenceWatch {
  readonly #wire: Wire;
  readonly #options: SilenceOptions;
  #unanswered = new LinkedList<Command>();
  /** Milliseconds in which this process was able to hear something. */
  #awake = 0;
  #checkedAt = 0;
  #heardAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #socket: Socket | null | undefined;
  #bytes: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(wire: object, options: SilenceOptions) {
    this.#wire = wire;
    this.#options = options;
  }

  /** What the command is for that has waited longest of those that a caller waits for. */
  get purpose(): Purpose | undefined {
    for (const { value } of this.#unanswered.entries()) if (value.purpose) return value.purpose;
    return undefined;
  }

  /** @param purpose none for a command that no caller waits for. */
  sent(purpose: Purpose | undefined): Sent {
    const time = performance.now();
    // A timer that was set while timers were faked may never fire.
    const isOverdue = time - this.#checkedAt > 10 * LONGEST;
    if (this.#timer === undefined || isOverdue) this.#checkLater(time);
    return this.#unanswered.add({ purpose, at: this.#awake + (time - this.#checkedAt) });
  }

  answered(sent: Sent): void {
    sent.leave();
    this.#heardAt = this.#awake;
  }

  stop(): void {
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

  /** Bytes, or another socket; one that is gone is not silent. */
  #hasHeard(): boolean {
    const { stream: socket } = this.#wire;
    const bytes = socket?.bytesRead;
    const isNew = socket !== this.#socket || bytes !== this.#bytes;
    this.#socket = socket;
    this.#bytes = bytes;
    return isNew || socket?.destroyed === true;
  }
}
