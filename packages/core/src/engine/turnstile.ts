import { LockTimeoutError } from "../contract/errors.js";
import type { AcquireTerms } from "../contract/options.js";
import { Fifo } from "./fifo.js";
import type { Handover } from "./handover.js";
import type { Wait } from "./wait.js";

/** A waiter in line. */
export interface Place {
  readonly terms: AcquireTerms;
  readonly give: (turn: Turn, handover?: Handover) => void;
  /** Not in line any more: it had its turn, or its wait has ended. */
  gone: boolean;
}

/**
 * Lets one waiter a name through to the backend; the others of this process stand in line behind it, in the order in
 * which they came. They cost the backend nothing.
 */
export class Turnstile {
  readonly #lines = new Map<string, Fifo<Place>>();

  /** Resolves when it is the caller's turn. Rejects when the wait ends first. */
  enter(name: string, terms: AcquireTerms, wait: Wait): Admission | Promise<Admission> {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const opened = new Fifo<Place>();
      this.#lines.set(name, opened);
      return { turn: new Turn(opened, () => this.#lines.delete(name), 0) };
    }
    return new Promise((resolve, reject) => {
      const place: Place = {
        terms,
        gone: false,
        give: (turn, handover) => {
          leave();
          wait.unpark();
          resolve(handover ? { turn, handover } : { turn });
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
  readonly turn: Turn;
  /** What came along with the turn: the lock itself, or a place in the backend's queue. */
  readonly handover?: Handover;
}

/** A process's turn at a name. One at a time has it, from its first attempt on, and gives it to the next in line. */
export class Turn {
  /** How often the lock went from waiter to waiter of this process since it came from outside. */
  readonly passes: number;
  #over = false;
  readonly #line: Fifo<Place>;
  readonly #close: () => void;

  constructor(line: Fifo<Place>, close: () => void, passes: number) {
    this.#line = line;
    this.#close = close;
    this.passes = passes;
  }

  /** Who is next; it stays in line, and may still go away. */
  next(): Place | undefined {
    return this.#line.first;
  }

  /** Gives the turn, and what comes along with it, to a waiter that is still in line. */
  give(place: Place, handover?: Handover, passes = 0): void {
    this.#over = true;
    place.give(new Turn(this.#line, this.#close, passes), handover);
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
