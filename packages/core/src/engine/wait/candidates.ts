import { nanoid } from "nanoid";
import type { Claim, Contender } from "../../contract/backend.js";
import type { Sharing } from "../../contract/mode.js";
import type { ClientContext } from "../client-context.js";

/** A claim, its contender, and what is known of them before their first attempt. */
export interface Candidate {
  readonly claim: Claim;
  readonly contender: Contender;
  /** Set if it is in the backend's queue already: ms until the holder's lease runs out. */
  readonly queuedFor?: number;
  /** A transfer without a reply may have given it the lock, or may do so yet; its next attempt tells. */
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

/** Creates a contender that takes an exclusive lock from its holders. */
export function newThief({ backend }: ClientContext, name: string): Candidate {
  const claim = { name, token: newToken(), steals: true } as const;
  return { claim, contender: backend.contender(claim) };
}

/** 126 random bits: nobody guesses it, and no two acquisitions share it. */
export function newToken(): string {
  return nanoid();
}
