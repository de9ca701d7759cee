import { LockTimeoutError } from "../contract/errors.js";
import type { AcquireTerms } from "../contract/options.js";
import { Fifo } from "./fifo.js";
import type { LocalTransfer } from "./local-transfer.js";
import type { Wait } from "./wait.js";

/** A waiter in line. */
export interface LocalWaiter {
  readonly terms: AcquireTerms;
  readonly give: (turn: QueueTurn, transfer?: LocalTransfer) => void;
  /** Not in line any more: it had its turn, or its wait has ended. */
  gone: boolean;
}

/**
 * Lets one waiter a name through to the backend; the others of this process stand in line behind it, in the order in
 * which they came. They cost the backend nothing.
 */
export class LocalQueue {
  readonly #lines = new Map<string, Fifo<LocalWaiter>>();

  /** Resolves when it is the caller's turn. Rejects when the wait ends first. */
  enter(name: string, terms: AcquireTerms, wait: Wait): Admission | Promise<Admission> {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const opened = new Fifo<LocalWaiter>();
      this.#lines.set(name, opened);
      return { turn: new QueueTurn(opened, () => this.#lines.delete(name), 0) };
    }
    return new Promise((resolve, reject) => {
      const place: LocalWaiter = {
        terms,
        gone: false,
        give: (turn, transfer) => {
          leave();
          wait.unpark();
          resolve(transfer ? { turn, transfer } : { turn });
        },
      };
      const entry = line.add(place);
      const leave = () => {
        place.gone = true;
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

export interface Admission {
  readonly turn: QueueTurn;
  /** What came along with the turn: the lock itself, or a place in the backend's queue. */
  readonly transfer?: LocalTransfer;
}

/** A process's turn at a name. One at a time has it, from its first attempt on, and gives it to the next in line. */
export class QueueTurn {
  /** How often the lock went from waiter to waiter of this process since it came from outside. */
  readonly passes: number;
  #over = false;
  readonly #line: Fifo<LocalWaiter>;
  readonly #close: () => void;

  constructor(line: Fifo<LocalWaiter>, close: () => void, passes: number) {
    this.#line = line;
    this.#close = close;
    this.passes = passes;
  }

  /** Who is next; it stays in line, and may still go away. */
  next(): LocalWaiter | undefined {
    return this.#line.first;
  }

  /** Gives the turn, and what comes along with it, to a waiter that is still in line. */
  give(place: LocalWaiter, transfer?: LocalTransfer, passes = 0): void {
    this.#over = true;
    place.give(new QueueTurn(this.#line, this.#close, passes), transfer);
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
