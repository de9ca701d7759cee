import { LockTimeoutError } from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import { LinkedList } from "../time/linked-list.js";
import type { WaitDeadline } from "./wait-deadline.js";

/** A waiter in line. */
export interface LocalWaiter<T> {
  readonly terms: ResolvedAcquireOptions;
  readonly give: (turn: QueueTurn<T>, transfer?: T) => void;
  /** Not in line any more: it had its turn, or its wait has ended. */
  gone: boolean;
}

/**
 * Lets one waiter a name through to the backend; the others of this process stand in line behind it, in the order in
 * which they came. They cost the backend nothing.
 */
export class LocalQueue<T> {
  readonly #lines = new Map<string, LinkedList<LocalWaiter<T>>>();

  /** Resolves when it is the caller's turn. Rejects when the wait ends first. */
  enter(
    name: string,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ): Admission<T> | Promise<Admission<T>> {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const opened = new LinkedList<LocalWaiter<T>>();
      this.#lines.set(name, opened);
      return { turn: new QueueTurn(opened, () => this.#lines.delete(name), 0) };
    }
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
      const entry = line.add(waiter);
      const leave = () => {
        waiter.gone = true;
        entry.leave();
      };
      wait.park((cancelled) => {
        leave();
        if (cancelled) return reject(cancelled.error);
        reject(new LockTimeoutError(name, { waited: wait.waited, attempts: 0 }));
      });
    });
  }
}

export interface Admission<T> {
  readonly turn: QueueTurn<T>;
  /** What came along with the turn: the lock itself, or a place in the backend's queue. */
  readonly transfer?: T;
}

/** A process's turn at a name. One at a time has it, from its first attempt on, and gives it to the next in line. */
export class QueueTurn<T> {
  /** How often the lock went from waiter to waiter of this process since it came from outside. */
  readonly passes: number;
  #over = false;
  readonly #line: LinkedList<LocalWaiter<T>>;
  readonly #close: () => void;

  constructor(line: LinkedList<LocalWaiter<T>>, close: () => void, passes: number) {
    this.#line = line;
    this.#close = close;
    this.passes = passes;
  }

  /** Who is next; it stays in line, and may still go away. */
  next(): LocalWaiter<T> | undefined {
    return this.#line.first;
  }

  /** Gives the turn, and what comes along with it, to a waiter that is still in line. */
  give(waiter: LocalWaiter<T>, transfer?: T, passes = 0): void {
    this.#over = true;
    waiter.give(new QueueTurn(this.#line, this.#close, passes), transfer);
  }

  /** Gives the turn to the next in line with nothing in hand, or closes the line. Once. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    const { first } = this.#line;
    if (first) this.give(first);
    else this.#close();
  }
}
