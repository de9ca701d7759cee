import { nanoid } from "nanoid";
import type { Sharing } from "../../contract/mode.js";
import type { ClientContext } from "../client-context.js";
import type { Candidate } from "./acquisition.js";

/** Who is new to a name: a contender of its own, with a fresh token. */
export function newCandidate(
  { backend }: ClientContext,
  name: string,
  sharing?: Sharing,
): Candidate {
  const token = newToken();
  const claim = sharing ? { name, token, sharing } : { name, token };
  return { claim, contender: backend.contender(claim) };
}

/** Who takes an exclusive lock from its holders. */
export function newThief({ backend }: ClientContext, name: string): Candidate {
  const claim = { name, token: newToken(), steals: true } as const;
  return { claim, contender: backend.contender(claim) };
}

/** 126 random bits: nobody guesses it, and no two acquisitions share it. */
export function newToken(): string {
  return nanoid();
}
