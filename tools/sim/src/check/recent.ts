/** How many are remembered: more than one name may have under way. */
const REMEMBERED = 2_000;

/** What is known of the tokens that were seen last; a run of many hours has too many for all of them. */
export class Recent<T> {
  readonly #known = new Map<string, T>();

  get(token: string): T | undefined {
    return this.#known.get(token);
  }

  set(token: string, value: T): void {
    this.#known.set(token, value);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
