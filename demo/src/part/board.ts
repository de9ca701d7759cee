import type { Hold, Report } from "../worker/messages.js";

export type MemberState = "waits" | "holds" | "done" | "killed";

export interface MemberTally {
  readonly label: string;
  readonly state: MemberState;
  readonly raised: number;
  /** The longest that it waited for the lock, in ms. */
  readonly longestWait: number;
}

/** What the workers of one part have told so far. */
export class Board {
  readonly holds: Hold[] = [];
  readonly #members = new Map<string, { raised: number; longestWait: number }>();
  readonly #killed = new Set<string>();
  #ready = 0;
  #finished = false;
  #last: { readonly label: string; readonly at: number } | undefined;
  #stuck: string | undefined;

  enter(label: string): void {
    this.#members.set(label, { raised: 0, longestWait: 0 });
  }

  note(label: string, report: Report): void {
    if (report.type === "ready") this.#ready += 1;
    if (report.type === "acquired") this.#last = { label, at: report.at };
    if (report.type === "stuck") this.#stuck = label;
    if (report.type === "raised") this.#raised(label, report.hold);
  }

  kill(label: string): void {
    this.#killed.add(label);
  }

  /** All who live have stopped. */
  finish(): void {
    this.#finished = true;
  }

  /** How many workers are there and wait for their start. */
  get ready(): number {
    return this.#ready;
  }

  /** The worker that is stuck with the lock. */
  get stuck(): string | undefined {
    return this.#stuck;
  }

  /** Who had the lock last, since when. */
  get last(): { readonly label: string; readonly at: number } | undefined {
    return this.#last;
  }

  tallies(): readonly MemberTally[] {
    return [...this.#members].map(([label, tally]) => ({
      label,
      ...tally,
      state: this.#stateOf(label),
    }));
  }

  #stateOf(label: string): MemberState {
    if (this.#killed.has(label)) return "killed";
    if (this.#finished) return "done";
    return label === this.#last?.label ? "holds" : "waits";
  }

  #raised(label: string, hold: Hold): void {
    this.holds.push(hold);
    const tally = this.#members.get(label);
    if (!tally) return;
    tally.raised += 1;
    tally.longestWait = Math.max(tally.longestWait, hold.acquired - hold.asked);
  }
}
