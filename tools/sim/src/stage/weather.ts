import type { Member } from "./member.js";

interface Storm {
  readonly from: number;
  readonly to: number;
  /** Undefined: all. */
  readonly member: Member | undefined;
}

/** What is wrong at the moment, and was: which promises hold depends on it. Times are in us. */
export class Weather {
  readonly #now: () => number;
  readonly #storms: Storm[] = [];
  /** When the server lost locks that it had given, or time: two may then have one. */
  readonly #broken: { readonly at: number; readonly name: string | undefined }[] = [];
  /** When it lost the fences and its clock at once. */
  fencesLostAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Something is wrong for so many us; for one process, or for all. */
  disturb(us: number, member?: Member): void {
    this.#storms.push({ from: this.#now(), to: this.#now() + us, member });
  }

  /** @param name of the only lock that it is about, if there is one. */
  breakExclusion(name?: string): void {
    this.#broken.push({ at: this.#now(), name });
  }

  /** Whether two may have had the lock since then. */
  brokeExclusion(name: string, since: number): boolean {
    return this.#broken.some(
      (each) => each.at >= since && (each.name === undefined || each.name === name),
    );
  }

  /** When the last thing ended that was wrong for a process; in the future while something still is. */
  calmSince(member?: Member): number {
    return this.#storms
      .filter(
        (storm) => storm.member === undefined || member === undefined || storm.member === member,
      )
      .reduce((last, { to }) => Math.max(last, to), Number.NEGATIVE_INFINITY);
  }

  /** For how long, in us, something was wrong for a process since then. */
  stormyFor(member: Member, since: number): number {
    const until = this.#now();
    return this.#storms
      .filter((storm) => storm.member === undefined || storm.member === member)
      .reduce(
        (sum, { from, to }) => sum + Math.max(Math.min(to, until) - Math.max(from, since), 0),
        0,
      );
  }
}
