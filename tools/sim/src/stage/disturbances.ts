import type { Member } from "./member.js";

interface Disturbance {
  readonly to: number;
  /** When the thing itself is over, and only what follows from it goes on. */
  readonly over: number;
  /** Undefined: all processes. */
  readonly member: Member | undefined;
}

/** What is wrong at the moment, and was: which promises hold depends on it. Times are in us. */
export class Disturbances {
  readonly #now: () => number;
  #current: Disturbance[] = [];
  /** When the last one that is over ended, by process; under undefined that of all. */
  readonly #ended = new Map<Member | undefined, number>();
  /** When the server lost locks that it had given, or time: two may then have one. */
  readonly #broken: { readonly at: number; readonly name: string | undefined }[] = [];
  #since = Number.POSITIVE_INFINITY;
  /** When the server last forgot the fence of a name. */
  fencesForgottenAt = Number.NEGATIVE_INFINITY;
  #clockBack = false;
  /** By how much the server's clock was set back in all, in us: what it keeps lasts as much longer. */
  setBack = 0;
  /** When both had happened that F does not survive together: a fence was forgotten, and a clock set back. */
  fencesLostAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Something is wrong for so many us; for one process, or for all.
   *
   * @param lasts how much of that the thing itself takes: a connection that was cut may be opened anew at once.
   */
  disturb(us: number, member?: Member, lasts = us): void {
    const now = this.#now();
    if (this.overAt() < now) this.#since = now;
    for (const { member: whose, to } of this.#current) {
      if (to <= now) this.#ended.set(whose, Math.max(to, this.#ended.get(whose) ?? to));
    }
    this.#current = this.#current.filter(({ to }) => to > now);
    this.#current.push({ to: now + us, over: now + lasts, member });
  }

  /** How long something has been wrong without a pause, if something is. */
  get lasting(): number {
    return this.overAt() < this.#now() ? 0 : this.#now() - this.#since;
  }

  /** Whether the server is what is wrong, or was a moment ago. */
  get withServer(): boolean {
    return this.#current.some(({ member, to }) => member === undefined && to > this.#now());
  }

  /** @param name of the only lock that it is about, if there is one. */
  breakExclusion(name?: string): void {
    this.#broken.push({ at: this.#now(), name });
  }

  /** The server has forgotten the last fence of a name. */
  loseFences(): void {
    this.fencesForgottenAt = this.#now();
    this.#loseOrder();
  }

  /** A clock that fences are seeded by was set back; the server's by so many us. */
  setClockBack(us = 0): void {
    this.#clockBack = true;
    this.setBack += us;
    this.#loseOrder();
  }

  #loseOrder(): void {
    const isForgotten = this.fencesForgottenAt > Number.NEGATIVE_INFINITY;
    if (isForgotten && this.#clockBack) this.fencesLostAt = this.#now();
  }

  /** Whether two may have had the lock since then. */
  brokeExclusion(name: string, since: number): boolean {
    return this.#broken.some(
      (each) => each.at + this.setBack >= since && (each.name === undefined || each.name === name),
    );
  }

  /** When the last of what is felt for a process was over itself; in the future while it is not. */
  wrongUntil(member: Member): number {
    const felt = this.#current.filter(({ member: whose }) => concerns(whose, member));
    return Math.max(Number.NEGATIVE_INFINITY, ...felt.map(({ over }) => over));
  }

  /** When the last thing ended that was wrong for a process, or for any; in the future while something still is. */
  overAt(member?: Member): number {
    let last = Number.NEGATIVE_INFINITY;
    for (const [whose, at] of this.#ended) if (concerns(whose, member)) last = Math.max(last, at);
    for (const { member: whose, to } of this.#current) {
      if (concerns(whose, member)) last = Math.max(last, to);
    }
    return last;
  }
}

/** Whether what is wrong for one, or for all, is wrong for another, or for any. */
function concerns(whose: Member | undefined, member: Member | undefined): boolean {
  return member === undefined || whose === undefined || whose === member;
}
