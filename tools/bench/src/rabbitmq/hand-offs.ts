/** Two who pass one lock to and fro, each over a connection of its own. */
export interface Pair {
  readonly id: string;
  /** Milliseconds from the call for a release to the moment at which the other one has the lock, for each hand-off. */
  handOffs(rounds: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Notes the moments of a lock that goes to and fro. */
export class HandOffClock {
  readonly times: number[] = [];
  #releasedAt: number | undefined;
  #by: number | undefined;

  releasing(who: number): void {
    this.#releasedAt = performance.now();
    this.#by = who;
  }

  /** Having it again oneself is no hand-off. */
  acquired(who: number): void {
    if (this.#releasedAt !== undefined && this.#by !== who) {
      this.times.push(performance.now() - this.#releasedAt);
    }
  }
}
