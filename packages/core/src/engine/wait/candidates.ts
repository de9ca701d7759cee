import { nanoid } from "nanoid";
import type { ClientContext } from "../client-context.js";
import type { Candidate } from "./acquisition.js";

/** Who is new to a name: a contender of its own, with a fresh token. */
export function newCandidate({ backend }: ClientContext, name: string): Candidate {
  const claim = { name, token: newToken() };
  return { claim, contender: backend.contender(claim) };
}

/** 126 random bits: nobody guesses it, and no two acquisitions share it. */
export function newToken(): string {
  return nanoid();
}
