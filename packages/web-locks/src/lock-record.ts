import { stamp } from "./stamp.js";
import type { LockMode } from "./standard.js";

/** `asking`: the next answer grants or refuses it, so a snapshot waits for that instead of showing it. */
type RecordState = "asking" | "pending" | "held";

/** A request, or the lock that it has become. */
export interface LockRecord {
  readonly clientId: string;
  readonly name: string;
  readonly mode: LockMode;
  readonly state: RecordState;
  /** When it was requested, or granted: it sorts the requests, and the locks. */
  readonly since: number;
}

type RecordDetails = Pick<LockRecord, "clientId" | "name" | "mode">;

export function newRecord(details: RecordDetails, state: "asking" | "pending"): LockRecord {
  return { ...details, state, since: stamp() };
}

export function granted(record: LockRecord): LockRecord {
  return { ...record, state: "held", since: stamp() };
}

/** A record as a note, with who wrote it. JSON keeps any name, also one with a lone surrogate. */
export function noteOf(writer: string, record: LockRecord): string {
  const { clientId, name, mode, state, since } = record;
  return JSON.stringify([writer, state, since, mode, clientId, name]);
}

export interface ReadNote {
  readonly writer: string;
  readonly record: LockRecord;
}

/** Undefined for anything else: any client of the server may have written it. */
export function readNote(note: string): ReadNote | undefined {
  const parsed = parse(note);
  if (!Array.isArray(parsed) || parsed.length !== 6) return undefined;
  const [writer, state, since, mode, clientId, name]: readonly unknown[] = parsed;
  if (state !== "pending" && state !== "held") return undefined;
  if (mode !== "exclusive" && mode !== "shared") return undefined;
  if (typeof since !== "number") return undefined;
  if (typeof writer !== "string" || typeof clientId !== "string" || typeof name !== "string") {
    return undefined;
  }
  return { writer, record: { clientId, name, mode, state, since } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
