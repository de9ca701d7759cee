import type { Contender } from "../../contract/backend.js";
import { now } from "../time/clock.js";

/** Ends a lease at the backend: frees the lock at once, or lets it expire when its `minHold` is over. */
export class LeaseEnd implements Pick<Contender, "release"> {
  readonly #contender: Contender;
  /** 0 without a `minHold`. */
  #heldUntil = 0;

  constructor(contender: Contender) {
    this.#contender = contender;
  }

  /** Starts a hold. */
  start(at: number, minHold: number): void {
    this.#heldUntil = minHold && at + minHold;
  }

  /** How long the lock has to stay taken, in ms. */
  get left(): number {
    return this.#heldUntil && Math.max(0, Math.ceil(this.#heldUntil - now()));
  }

  release(): Promise<boolean> {
    const { left } = this;
    const contender = this.#contender;
    return left > 0 && contender.releaseIn ? contender.releaseIn(left) : contender.release();
  }
}
