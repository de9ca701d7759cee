/** How long hand-offs are counted for, in ms. */
const WINDOW = 3_000;
/** How many polls decide whether to poll more often. */
const RECENT = 8;
const MOST_OFTEN = 20;
const LEAST_OFTEN = 250;

interface Sample {
  readonly at: number;
  readonly changed: boolean;
}

export interface Rate {
  readonly perSecond: number;
  /** Hand-offs are more frequent than polls, so there may be more. */
  readonly atLeast: boolean;
}

/**
 * Counts how often a lock changes hands, by its fences. The polling interval shrinks while most polls find another holder,
 * and grows again afterwards.
 */
export class HandoffRate {
  #samples: readonly Sample[] = [];
  #fence: number | undefined;
  #every = LEAST_OFTEN;

  /** The time until the next poll, in ms. */
  get every(): number {
    return this.#every;
  }

  /** @param at in ms; @param fence undefined for a lock that was never held */
  record(at: number, fence: number | undefined): void {
    const first = this.#samples.length === 0;
    this.#samples = [...this.#samples, { at, changed: !first && fence !== this.#fence }].filter(
      (sample) => sample.at > at - WINDOW,
    );
    this.#fence = fence;
    const share = shareOfChanged(this.#samples.slice(-RECENT));
    if (share > 1 / 2) this.#every = Math.max(MOST_OFTEN, this.#every / 2);
    else if (share < 1 / RECENT) this.#every = Math.min(LEAST_OFTEN, this.#every * 2);
  }

  rate(): Rate {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || first.at === last.at) {
      return { perSecond: 0, atLeast: false };
    }
    const changes = this.#samples.filter(({ changed }) => changed).length;
    return {
      perSecond: changes / ((last.at - first.at) / 1_000),
      atLeast: this.#every === MOST_OFTEN && shareOfChanged(this.#samples.slice(-RECENT)) > 1 / 2,
    };
  }
}

function shareOfChanged(samples: readonly Sample[]): number {
  return samples.filter(({ changed }) => changed).length / Math.max(1, samples.length);
}
