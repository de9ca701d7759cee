import { LockTimeoutError } from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import { LinkedList } from "../time/linked-list.js";
import type { WaitDeadline } from "./wait-deadline.js";

/** How many waiters of a process contend for a name side by side, where several can hold it. */
const MOST_ABREAST = 64;
/**
 * How many lines that nobody is in are kept for the next one who comes: to add one to the map and take it out again was a
 * quarter of what an uncontended cycle costs here.
 */
const MOST_IDLE = 1_024;

/** A waiter in line. */
export interface LocalWaiter<T> {
  readonly terms: ResolvedAcquireOptions;
  readonly give: (turn: QueueTurn<T>, transfer?: T) => void;
  /** Not in line any more: it had its turn, or its wait has ended. */
  gone: boolean;
}

/**
 * Lets one waiter a name through to the backend; the others of this process stand in line behind it, in the order in
 * which they came. They cost the backend nothing. Sharers that follow each other go through together, and so do as many
 * as a limit has places, and waiters for an exclusive lock that want to stand in the backend's queue themselves.
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
    if (this.#idle <= MOST_IDLE) return;
    for (const [name, line] of this.#lines) if (line.idle) this.#lines.delete(name);
    this.#idle = 0;
  }
}

export interface Admission<T> {
  readonly turn: QueueTurn<T>;
  /** What came along with the turn: the lock itself, or a place in the backend's queue. */
  readonly transfer?: T;
}

/** Those of a process who want one name: some have a turn, the others wait for one. */
class Line<T> {
  readonly waiters = new LinkedList<LocalWaiter<T>>();
  readonly #left: () => void;
  #turns = 0;
  /** How many of those belong to places that are held, and can be passed on. */
  #holding = 0;
  /** What those want who have a turn now. */
  #terms: ResolvedAcquireOptions | undefined;

  constructor(left: () => void) {
    this.#left = left;
  }

  /** Nobody has a turn or waits for one. */
  get idle(): boolean {
    return this.#turns === 0 && this.waiters.empty;
  }

  /** Whether another turn goes with those that are out. */
  admits({ sharing, abreast }: ResolvedAcquireOptions): boolean {
    if (this.#turns === 0) return true;
    if (sharing?.mode !== this.#terms?.sharing?.mode) return false;
    if (!sharing && !(abreast && this.#terms?.abreast)) return false;
    if (sharing?.mode !== "limited") return this.#turns < MOST_ABREAST;
    if (this.#turns >= sharing.limit) return false;
    // Beside places that are passed on here, one at a time asks for another one.
    const asking = this.#turns - this.#holding;
    return asking === 0 || (this.#holding === 0 && asking < MOST_ABREAST);
  }

  /**
   * Whether a name that is wanted here as a lock is wanted there with a limit, or the other way round: the backend refuses
   * one of them, which need not wait for that.
   */
  isOfOtherKind({ sharing }: ResolvedAcquireOptions): boolean {
    return (sharing?.mode === "limited") !== (this.#terms?.sharing?.mode === "limited");
  }

  admit(terms: ResolvedAcquireOptions, passes: number): QueueTurn<T> {
    this.#turns += 1;
    this.#terms = terms;
    return new QueueTurn(this, passes);
  }

  /** Takes a turn back. */
  withdraw(holding: boolean): void {
    this.#turns -= 1;
    if (holding) this.#holding -= 1;
  }

  /** A turn belongs to a place that is held from now on: the next in line may ask for another. */
  hold(): void {
    this.#holding += 1;
    this.advance();
  }

  /** Gives a turn to each of the next in line that can have one, and tells when nobody is left. */
  advance(): void {
    for (let next = this.waiters.first; next; next = this.waiters.first) {
      if (!this.admits(next.terms)) return;
      next.give(this.admit(next.terms, 0));
    }
    if (this.#turns === 0) this.#left();
  }
}

/** A process's turn at a name, which its waiter has from its first attempt on. */
export class QueueTurn<T> {
  /** How often the lock went from waiter to waiter of this process since it came from outside. */
  readonly passes: number;
  #over = false;
  #holding = false;
  readonly #line: Line<T>;

  constructor(line: Line<T>, passes: number) {
    this.#line = line;
    this.passes = passes;
  }

  /** Who is next; it stays in line, and may still go away. */
  next(): LocalWaiter<T> | undefined {
    return this.#line.waiters.first;
  }

  /** Gives the turn, and what comes along with it, to a waiter that is still in line. */
  give(waiter: LocalWaiter<T>, transfer: T, passes: number): void {
    this.#over = true;
    this.#line.withdraw(this.#holding);
    const turn = this.#line.admit(waiter.terms, passes);
    waiter.give(turn, transfer);
    if (this.#holding) turn.keep();
  }

  /** Its waiter holds one of several places, which it may pass on. */
  keep(): void {
    this.#holding = true;
    this.#line.hold();
  }

  /** Gives the turn back with nothing in hand. Once. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#line.withdraw(this.#holding);
    this.#line.advance();
  }
}
