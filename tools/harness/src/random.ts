import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random choices that a seed brings back. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // What is near to each other as a seed is not as a sequence, after a few steps.
    for (let step = 0; step < 8; step++) this.#generator.next();
  }

  /** From 0 up to 1. */
  fraction(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** An integer between the two, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError("There is nothing to pick from");
    return from[this.int(0, from.length - 1)] as T;
  }

  /** Between the two, small ones as likely as large ones. */
  spread(min: number, max: number): number {
    return min * (max / min) ** this.fraction();
  }

  /** Another source of its own: what is drawn there moves nothing here. */
  fork(): Random {
    return new Random(this.int(0, 2 ** 31 - 1));
  }
}
