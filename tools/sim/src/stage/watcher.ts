import type { FaultPlan } from "../plan/plan.js";
import type { Ask } from "./ask.js";
import type { Hold } from "./hold.js";
import type { Member } from "./member.js";
import type { ScriptRun } from "./server-log.js";

/** Sees all that happens on a stage, and throws a `Violation` at what must not. */
export interface Watcher {
  asked?(ask: Ask): void;
  /** An ask that ended without the lock. */
  refused?(ask: Ask, error: unknown): void;
  acquired?(hold: Hold, ask: Ask): void;
  /** A release was asked for. */
  releasing?(hold: Hold): void;
  /** It was answered; an error if it failed. */
  released?(hold: Hold, answer: boolean | Error): void;
  lost?(hold: Hold): void;
  /** A holder was told of a new term, in ms. */
  extended?(hold: Hold, ttl: number): void;
  /** A change of its mode was answered. */
  changed?(hold: Hold): void;
  /** Somebody released a hold that had been released before. */
  stale?(hold: Hold, freed: boolean): void;
  /** A waiter hears no messages. */
  degraded?(member: Member, name: string, reason: string): void;
  /** A waiter hears messages again. */
  restored?(member: Member, name: string): void;
  ran?(run: ScriptRun): void;
  fault?(fault: FaultPlan): void;
  /** A process has handled an event. */
  after?(member: Member): void;
  /** Every few ms. */
  tick?(): void;
  /** The workers have ended, and every client was closed. */
  end?(): void;
}

/** What must not be: the letter of the promise, as in docs/promises.md, and what was seen. */
export class Violation extends Error {
  readonly letter: string;

  constructor(letter: string, message: string) {
    super(message);
    this.letter = letter;
  }
}
