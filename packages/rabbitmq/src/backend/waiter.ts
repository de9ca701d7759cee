import { AutoResetEvent } from "@lockwire/core/backend";
import type { NoAnswer } from "../protocol/mailbox.js";
import type { Answer } from "../protocol/messages.js";
import { PlaceInLine } from "../protocol/place-in-line.js";
import type { QueueNames } from "../protocol/queue-names.js";
import type { Session } from "../session/session.js";
import type { Sessions } from "../session/sessions.js";

/** How long a free lock is left to earlier waiters, in ms: the turn is on its way to one of them. */
const OTHERS_FIRST = 500;
/** After a holder that did not answer, in ms: the broker itself is asked then, by an attempt. */
const AFTER_SILENCE = 500;

export interface ContenderOptions {
  readonly sessions: Sessions;
  readonly names: QueueNames;
  /** How long a holder may take to answer, in ms. */
  readonly patience: number;
  /** How often a waiter asks the holder although nothing has happened, in ms. */
  readonly safetyPoll: number;
}

interface Placed {
  readonly place: PlaceInLine;
  readonly session: Session;
}

/** A wait for a lock: a place among the waiters, and questions to the holder. */
export class Waiter {
  readonly #name: string;
  readonly #options: ContenderOptions;
  readonly #bell = new AutoResetEvent();
  #placed: Placed | undefined;
  #joining: Promise<void> | undefined;
  #stopped = false;

  constructor(name: string, options: ContenderOptions) {
    this.#name = name;
    this.#options = options;
  }

  get inLine(): boolean {
    return this.#placed?.place.stands === true && this.#placed.session.usable;
  }

  /** An attempt is about to be made: it takes the turn, if there is one, into account. */
  seen(): void {
    this.#placed?.place.seen();
  }

  /** The place, for a lock that was acquired on the same connection. */
  yieldPlace(session: Session): PlaceInLine | undefined {
    if (this.#placed?.session !== session || !this.#placed.place.stands) return undefined;
    const { place } = this.#placed;
    this.#placed = undefined;
    return place;
  }

  stop(): void {
    this.#stopped = true;
    this.#leave();
  }

  /** Resolves when the turn arrives, when no holder answers, and when the signal aborts. */
  async nextChance(signal: AbortSignal): Promise<void> {
    if (!this.inLine) await orAborted(() => this.#join(), signal);
    let free = 0;
    for (let placed = this.#patient(signal); placed; placed = this.#patient(signal)) {
      const answer = await this.#ask(placed, signal);
      if (answer === undefined) return;
      if (answer === "silence") return this.#bell.wait(AFTER_SILENCE, signal);
      const held = answer !== "nobody" && answer.held;
      if (held) heed(placed.place, answer);
      else if (!isPatient(placed.place) || free > 0) return;
      else free += 1;
      // While this waiter has the turn, nobody else can be woken, so it asks often.
      const sleeps = held && !placed.place.hasTurn;
      const wait = sleeps ? Math.min(answer.left + 1, this.#options.safetyPoll) : OTHERS_FIRST;
      await this.#bell.wait(wait, signal);
    }
  }

  /** The place, as long as there is reason to stay in it. */
  #patient(signal: AbortSignal): Placed | undefined {
    const placed = this.#placed;
    return !signal.aborted && this.inLine && !placed?.place.hasNews ? placed : undefined;
  }

  /** Undefined if the answer is no longer needed, for example because the turn has arrived. */
  async #ask(
    { place, session }: Placed,
    signal: AbortSignal,
  ): Promise<Answer | NoAnswer | undefined> {
    const { patience } = this.#options;
    let answer: Answer | NoAnswer | undefined;
    const question = { name: this.#name, kind: "wait", turn: place.hasTurn } as const;
    const over = new AbortController();
    void session.mailbox.ask(question, patience, over.signal).then((given) => {
      answer = given;
      if (!over.signal.aborted) this.#bell.set();
    });
    while (!answer && this.#patient(signal)) await this.#bell.wait(patience, signal);
    // If the question were repeated, it could reach the next holder, which may be this client.
    over.abort();
    return this.#patient(signal) ? answer : undefined;
  }

  #join(): Promise<void> {
    this.#joining ??= this.#joinLine().finally(() => {
      this.#joining = undefined;
    });
    return this.#joining;
  }

  async #joinLine(): Promise<void> {
    this.#leave();
    const session = await this.#options.sessions.current();
    const joining = PlaceInLine.join(session.channels, this.#options.names.line(this.#name), {
      first: false,
      onNews: () => this.#bell.set(),
    });
    try {
      this.#placed = { place: await session.whileUsable(joining), session };
    } catch (error) {
      joining.then((place) => place.quit()).catch(() => undefined);
      throw error;
    }
    if (this.#stopped) this.#leave();
  }

  #leave(): void {
    void this.#placed?.place.quit();
    this.#placed = undefined;
  }
}

/** Whether a free lock is left to earlier waiters. */
function isPatient({ hasTurn, behind }: PlaceInLine): boolean {
  return !hasTurn && behind > 0;
}

/** What to do with a turn that arrived while the lock was held. */
function heed(place: PlaceInLine, { turn }: Answer): void {
  if (turn === "return") place.returnTurn();
  if (turn === "drop") place.dropTurn();
}

/** Settles like the work; resolves when the signal aborts before, whatever becomes of the work then. */
async function orAborted(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop: (() => void) | undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([work(), aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}
