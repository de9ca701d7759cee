import { LockTimeoutError } from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import { LinkedList } from "../time/linked-list.js";
import type { WaitDeadline } from "./wait-deadline.js";

/** How many waiters of a process may contend for a name at the same time, if several can hold it. */
const MAX_CONCURRENT = 64;
/**
 * How many empty lines to keep for later waiters: adding a line to the map and deleting it again was a quarter of the cost
 * of an uncontended cycle here.
 */
const MAX_IDLE = 1_024;

/** A waiter in the local queue. */
export interface LocalWaiter<T> {
  readonly terms: ResolvedAcquireOptions;
  readonly wait: WaitDeadline;
  readonly give: (turn: QueueTurn<T>, transfer?: T) => void;
  /** No longer queued: it got its turn, or its wait has ended. */
  gone: boolean;
}

/**
 * Lets one waiter per name contend at the backend; the others in this process queue behind it in order of arrival, and cost
 * the backend nothing. Several may contend at once if they are consecutive sharers, holders of a limit, or waiters that
 * want their own entries in the backend's queue (`concurrent`).
 */
export class LocalQueue<T> {
  readonly #lines = new Map<string, Line<T>>();
  #idle = 0;

  /** Resolves when it is the caller's turn. Rejects when the wait ends first. */
  enter(
    name: string,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ): Admission<T> | Promise<Admission<T>> {
    const line = this.#lineOf(name);
    if (line.waiters.empty && line.admits(terms)) {
      return { turn: line.admit(terms, 0) };
    }
    if (line.isOfOtherKind(terms)) return { turn: new Line<T>(() => undefined).admit(terms, 0) };
    return new Promise((resolve, reject) => {
      const waiter: LocalWaiter<T> = {
        terms,
        wait,
        gone: false,
        give: (turn, transfer) => {
          leave();
          wait.unpark();
          resolve(transfer ? { turn, transfer } : { turn });
        },
      };
      const entry = line.waiters.add(waiter);
      const leave = () => {
        waiter.gone = true;
        entry.leave();
      };
      wait.park((cancelled) => {
        leave();
        line.advance();
        if (cancelled) return reject(cancelled.error);
        reject(new LockTimeoutError(name, { waited: wait.waited, attempts: 0 }));
      });
    });
  }

  #lineOf(name: string): Line<T> {
    const known = this.#lines.get(name);
    if (known?.idle) this.#idle -= 1;
    if (known) return known;
    const opened = new Line<T>(() => this.#left());
    this.#lines.set(name, opened);
    return opened;
  }

  #left(): void {
    this.#idle += 1;
    if (this.#idle <= MAX_IDLE) return;
    for (const [name, line] of this.#lines) if (line.idle) this.#lines.delete(name);
    this.#idle = 0;
  }
}

export interface Admission<T> {
  readonly turn: QueueTurn<T>;
  /** Passed along with the turn: the lock itself, or an entry in the backend's queue. */
  readonly transfer?: T;
}

/** The local queue of one name: some callers have a turn, the others wait for one. */
class Line<T> {
  readonly waiters = new LinkedList<LocalWaiter<T>>();
  readonly #left: () => void;
  #turns = 0;
  /** How many of those belong to held places of a limit, which can be passed on. */
  #holding = 0;
  /** The options of the callers that have a turn now. */
  #terms: ResolvedAcquireOptions | undefined;
  #advancing = false;
  /** Of all turns since there was none. */
  #largestLimit = 0;

  constructor(left: () => void) {
    this.#left = left;
  }

  /** Nobody has a turn or waits for one. */
  get idle(): boolean {
    return this.#turns === 0 && this.waiters.empty;
  }

  /** Whether another turn is compatible with the current ones. */
  admits({ sharing, concurrent }: ResolvedAcquireOptions): boolean {
    if (this.#turns === 0) return true;
    if (sharing?.mode !== this.#terms?.sharing?.mode) return false;
    if (!sharing && !(concurrent && this.#terms?.concurrent)) return false;
    if (sharing?.mode !== "limited") return this.#turns < MAX_CONCURRENT;
    // A waiter with a lower limit queues at the backend, so that those of other processes stay behind it.
    if (this.#turns >= sharing.limit && sharing.limit >= this.#largestLimit) return false;
    // While this process has places to pass on, only one waiter at a time asks the backend for another.
    const asking = this.#turns - this.#holding;
    return asking === 0 || (this.#holding === 0 && asking < MAX_CONCURRENT);
  }

  /**
   * Whether one caller wants the name with a limit and the others without, or the other way round. The backend refuses one
   * of them, and it need not queue to learn that.
   */
  isOfOtherKind({ sharing }: ResolvedAcquireOptions): boolean {
    return (sharing?.mode === "limited") !== (this.#terms?.sharing?.mode === "limited");
  }

  admit(terms: ResolvedAcquireOptions, passes: number): QueueTurn<T> {
    const { sharing } = terms;
    const limit = sharing?.mode === "limited" ? sharing.limit : 0;
    this.#largestLimit = this.#turns > 0 ? Math.max(this.#largestLimit, limit) : limit;
    this.#turns += 1;
    this.#terms = terms;
    return new QueueTurn(this, passes);
  }

  /** Ends a turn. */
  withdraw(holding: boolean): void {
    this.#turns -= 1;
    if (holding) this.#holding -= 1;
  }

  /** A turn now belongs to a held place: the next waiter may ask for another. */
  hold(): void {
    this.#holding += 1;
    this.advance();
  }

  /**
   * Gives a turn to each of the next waiters that may have one, and ends those whose deadline has passed: an attempt of each,
   * one after another, would keep the last ones far beyond it. Calls `left` if nobody has or wants a turn.
   */
  advance(): void {
    // A wait that is ended here calls back.
    if (this.#advancing) return;
    this.#advancing = true;
    for (let next = this.waiters.first; next; next = this.waiters.first) {
      if (!this.admits(next.terms)) break;
      if (!next.wait.endIfOver()) next.give(this.admit(next.terms, 0));
    }
    this.#advancing = false;
    if (this.#turns === 0) this.#left();
  }
}

/** A waiter's turn at a name: permission to contend at the backend, from its first attempt on. */
export class QueueTurn<T> {
  /** How many times in a row the lock has been passed on within this process. */
  readonly passes: number;
  #over = false;
  #holding = false;
  readonly #line: Line<T>;

  constructor(line: Line<T>, passes: number) {
    this.#line = line;
    this.passes = passes;
  }

  /** The next waiter; it stays queued, and may still give up. */
  next(): LocalWaiter<T> | undefined {
    return this.#line.waiters.first;
  }

  /** Gives the turn and the transfer to a waiter that is still queued. */
  give(waiter: LocalWaiter<T>, transfer: T, passes: number): void {
    this.#over = true;
    this.#line.withdraw(this.#holding);
    const turn = this.#line.admit(waiter.terms, passes);
    waiter.give(turn, transfer);
    if (this.#holding) turn.keep();
  }

  /** Its waiter holds a place of a limit, which it may pass on. */
  keep(): void {
    this.#holding = true;
    this.#line.hold();
  }

  /** Ends the turn without a transfer. Only the first call counts. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#line.withdraw(this.#holding);
    this.#line.advance();
  }
}
