import { now } from "./clock.js";

/** How long what is young goes without a timer of its own, in ms; twice as long at most. */
const ROUND = 250;

interface Young {
  readonly keepsAlive: boolean;
  leaveHome(): void;
}

/** Keeps what most often does not live for long, with one timer for all of it, and none when it is empty. */
class Nursery {
  /** In the order of their coming, each with the round in which it came. */
  readonly #young = new Map<Young, number>();
  readonly #settle = () => this.#settled();
  #round = 0;
  #roundEnded = 0;
  /** How many of them the process has to stay for. */
  #keeping = 0;
  #timer: NodeJS.Timeout | undefined;
  #referenced = false;
  #settling = false;

  add(one: Young): void {
    this.#young.set(one, this.#round);
    if (one.keepsAlive) this.#keeping += 1;
    this.#timer ??= this.#start();
    if (this.#keeping > 0 && !this.#referenced) {
      this.#timer.ref();
      this.#referenced = true;
    }
  }

  delete(one: Young): void {
    if (!this.#young.delete(one)) return;
    if (one.keepsAlive) this.#keeping -= 1;
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
    if (this.#young.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** When the event loop was blocked, or the process stopped, some may be due by now. */
  #nextRound(): void {
    const late = now() - this.#roundEnded > 2 * ROUND;
    for (const [one, round] of this.#young) {
      if (round === this.#round && !late) break;
      this.delete(one);
      one.leaveHome();
    }
    this.#round += 1;
    this.#roundEnded = now();
  }
}

export const nursery = new Nursery();
