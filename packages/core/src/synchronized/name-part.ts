import { createHash } from "node:crypto";
import { canonicalJson, takeJson } from "./canonical-json.js";
import { notAName } from "./not-a-name.js";

/** A longer string is replaced by its hash, since names appear in keys, channels and logs. */
const LONGEST_TEXT = 128;

/**
 * Converts a value to a part of a lock's name, with the separator escaped: different values become different parts,
 * but a number, a bigint or a boolean becomes the same part as its text (`1` and `"1"`).
 *
 * @throws {TypeError} that says where the value comes from, if it identifies nothing.
 */
export function namePart(value: unknown, where: string): string {
  const plain = takeJson(value);
  switch (typeof plain) {
    case "string":
      if (plain === "" || !plain.isWellFormed()) break;
      return plain.length > LONGEST_TEXT
        ? hash(JSON.stringify(plain))
        : plain.replace(/[%:#]/g, encodeURIComponent);
    case "number":
      if (Number.isFinite(plain)) return String(plain);
      break;
    case "bigint":
    case "boolean":
      return String(plain);
    case "object":
      if (plain !== null) return hash(canonicalJson(plain, where));
  }
  throw notAName(where, value);
}

function hash(text: string): string {
  return `#${createHash("sha256").update(text).digest("base64url")}`;
}
