import { createHash } from "node:crypto";

const known = new Map<string, string>();

/** The SHA-1 of a script, worked out once for each text. */
export function digestOf(source: string): string {
  const digest = known.get(source) ?? createHash("sha1").update(source, "latin1").digest("hex");
  known.set(source, digest);
  return digest;
}
