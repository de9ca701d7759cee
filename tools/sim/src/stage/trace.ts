/** What happened, one line an event: time, who, what. */
export class Trace {
  readonly lines: string[] = [];
  readonly #now: () => number;
  readonly #most: number;

  /** @param most how many lines are kept, the last ones. */
  constructor(now: () => number, most = Number.POSITIVE_INFINITY) {
    this.#now = now;
    this.#most = most;
  }

  say(who: string, what: string): void {
    this.lines.push(`${(this.#now() / 1_000).toFixed(3).padStart(11)}  ${who.padEnd(8)} ${what}`);
    if (this.lines.length > 2 * this.#most) this.lines.splice(0, this.lines.length - this.#most);
  }
}
