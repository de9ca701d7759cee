import type { Reply } from "../redis/reply.js";

/** The scripts that change nothing. */
export const READING: ReadonlySet<string> = new Set(["PEEK", "HOLDER", "HOLDERS"]);

/** Whether the caller of an attempt has the lock, also where others are left to serve. */
export function hasAcquired(script: string, reply: Reply | undefined): boolean {
  if (Array.isArray(reply) && reply[0] === "more") return hasAcquired(script, reply[1]);
  if (script === "ACQUIRE") return typeof reply === "number";
  return script === "ACQUIRE_SLOT" && Array.isArray(reply) && reply[0] === "slot";
}
