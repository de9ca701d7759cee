import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random choices that a seed brings back. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** An integer between the two, both included. */
  int(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  pick<T>(from: readonly T[]): T {
    const [choice] = from.slice(this.int(0, from.length - 1));
    if (choice === undefined) throw new RangeError("There is nothing to pick from");
    return choice;
  }
}
