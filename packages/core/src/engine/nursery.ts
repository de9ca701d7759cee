import { now } from "./clock.js";
import { type Entry, Fifo } from "./fifo.js";

/** How long what is young goes without a timer of its own, in ms; twice as long at most. */
const ROUND = 250;

export interface Young {
  readonly keepsAlive: boolean;
  leaveHome(): void;
}

/** Keeps what most often does not live for long, with one timer for all of it, and none when it is empty. */
class Nursery {
  /** Those of this round, and of the one before. */
  #young = new Fifo<Young>();
  #older = new Fifo<Young>();
  readonly #settle = () => this.#settled();
  #roundEnded = 0;
  /** How many of them the process has to stay for. */
  #keeping = 0;
  #timer: NodeJS.Timeout | undefined;
  #referenced = false;
  #settling = false;

  add(one: Young): Entry<Young> {
    if (one.keepsAlive) this.#keeping += 1;
    this.#timer ??= this.#start();
    if (this.#keeping > 0 && !this.#referenced) {
      this.#timer.ref();
      this.#referenced = true;
    }
    return this.#young.add(one);
  }

  delete(entry: Entry<Young>): void {
    if (!entry.leave()) return;
    if (entry.value.keepsAlive) this.#keeping -= 1;
    if (this.#keeping > 0 || this.#settling) return;
    this.#settling = true;
    process.nextTick(this.#settle);
  }

  #start(): NodeJS.Timeout {
    this.#roundEnded = now();
    const timer = setInterval(() => this.#nextRound(), ROUND);
    this.#referenced = this.#keeping > 0;
    if (!this.#referenced) timer.unref();
    return timer;
  }

  /** Who goes is often followed by somebody in the same turn: only then is it worth a look at the timer. */
  #settled(): void {
    this.#settling = false;
    if (this.#keeping > 0) return;
    this.#timer?.unref();
    this.#referenced = false;
    if (!this.#young.empty || !this.#older.empty) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** When the event loop was blocked, or the process stopped, some may be due by now. */
  #nextRound(): void {
    const late = now() - this.#roundEnded > 2 * ROUND;
    const grown = [...this.#older.entries(), ...(late ? this.#young.entries() : [])];
    for (const entry of grown) {
      this.delete(entry);
      entry.value.leaveHome();
    }
    if (!late) [this.#older, this.#young] = [this.#young, this.#older];
    this.#roundEnded = now();
  }
}

export const nursery = new Nursery();
