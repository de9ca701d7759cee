import { createHash } from "node:crypto";

/** Longer names are replaced by their hash: a lock client takes names of up to 4,096 characters, the space among them. */
const LONGEST = 3_600;

/** The name of a space on the lock client; a colon stands behind it, so that it has none itself. */
export function encodeSpace(space: string): string {
  return space.replace(/[%:]/g, encodeURIComponent);
}

/**
 * The name on the lock client. Every string is a name by the standard, also the empty one and one with a lone surrogate,
 * which a lock client refuses. No two names become the same.
 */
export function lockName(space: string, name: string): string {
  const encoded = name.replace(/%|\p{Surrogate}/gu, (char) =>
    char === "%" ? "%25" : `%u${char.charCodeAt(0).toString(16)}`,
  );
  return `${space}:${encoded.length > LONGEST ? `%#${hash(encoded)}` : encoded}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
