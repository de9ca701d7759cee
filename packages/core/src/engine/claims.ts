import { nanoid } from "nanoid";
import type { Claim } from "../contract/backend.js";

export function newClaim(name: string): Claim {
  return { name, token: newToken() };
}

/** 126 random bits: nobody guesses it, and no two acquisitions share it. */
export function newToken(): string {
  return nanoid();
}
