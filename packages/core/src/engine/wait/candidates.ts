import { nanoid } from "nanoid";
import type { Claim, Contender } from "../../contract/backend.js";
import type { Sharing } from "../../contract/mode.js";
import type { ClientContext } from "../client-context.js";

/** A claim, its contender, and their state before the first attempt. */
export interface Candidate {
  readonly claim: Claim;
  readonly contender: Contender;
  /** Set if it is already in the backend's queue: ms until the holder's lease runs out. */
  readonly queuedFor?: number;
  /** An unanswered transfer may have given it the lock, or may still do so; its next attempt finds out. */
  readonly mayHold?: boolean;
}

/** Creates a contender with a new token. */
export function newCandidate(
  { backend }: ClientContext,
  name: string,
  sharing?: Sharing,
): Candidate {
  const token = newToken();
  const claim = sharing ? { name, token, sharing } : { name, token };
  return { claim, contender: backend.contender(claim) };
}

/** Creates a contender that takes the lock from its holders. */
export function newStealingCandidate({ backend }: ClientContext, name: string): Candidate {
  const claim = { name, token: newToken(), steals: true } as const;
  return { claim, contender: backend.contender(claim) };
}

/** 126 random bits: nobody can guess it, and no two acquisitions have the same one. */
export function newToken(): string {
  return nanoid();
}
