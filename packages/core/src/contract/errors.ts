import { isError } from "../checks/is-error.js";
import { show } from "../checks/show.js";
import { brand, isBranded } from "./brand.js";
import type { HoldMode } from "./mode.js";

const CODES = ["LOCK_TIMEOUT", "LOCK_LOST", "LOCK_BACKEND", "LOCK_MODE", "LOCK_CLOSED"] as const;

export type LockErrorCode = (typeof CODES)[number];

/**
 * How a lock was lost: its time ran out or its client was closed (`expired`), someone removed or acquired it (`stolen`),
 * or the backend was unreachable until its time ran out (`unreachable`).
 */
export type LossReason = "expired" | "stolen" | "unreachable";

/** The attributes of a property made by an assignment, whatever the prototype defines. */
const OWN = { enumerable: true, writable: true, configurable: true };

/** Ends every message. The page has a section for each code: what it means and what to do about it. */
const READ_ON = "; see https://github.com/lockwire/lockwire/blob/main/docs/troubleshooting.md#";

/**
 * The base class of every Lockwire error. `code` is stable across versions. The message is not, except for its end: the
 * address of the page that says what to do. `name` and `code` are own properties, so loggers show them and JSON keeps them.
 */
export abstract class LockError extends Error {
  readonly code: LockErrorCode;
  readonly lockName: string;

  static {
    brand(LockError, "LockError");
  }

  /** @param message follows directly after the lock's name */
  constructor(code: LockErrorCode, lockName: string, message: string, cause?: unknown) {
    super(
      `lock ${quote(lockName)}${message}${READ_ON}${code.toLowerCase()}`,
      cause === undefined ? undefined : { cause },
    );
    Object.defineProperty(this, "name", { ...OWN, value: this.name });
    this.code = code;
    this.lockName = lockName;
  }

  /**
   * `instanceof` as a function. Both are also true for an error from another copy of this package, such as another version
   * or one in another package's folder.
   */
  static readonly is = isBranded;

  /**
   * The code of a Lockwire error, also after JSON or `structuredClone`; undefined for anything else. `structuredClone`
   * keeps only an error's message, stack and cause, so the code is taken from the end of the message.
   */
  static codeOf(value: unknown): LockErrorCode | undefined {
    const { code, message } = Object(value) as { code?: unknown; message?: unknown };
    const said = typeof message === "string" ? message : "";
    return CODES.find((one) => one === code || said.endsWith(READ_ON + one.toLowerCase()));
  }

  /** Everything but the stack. */
  toJSON(): Record<string, unknown> {
    const { message, cause } = this;
    const own = { ...Object.fromEntries(Object.entries(this)), message };
    return cause === undefined ? own : { ...own, cause: isError(cause) ? jsonOf(cause) : cause };
  }
}

/** The wait ended before the lock was acquired. */
export class LockTimeoutError extends LockError {
  declare readonly code: "LOCK_TIMEOUT";
  /** How long the caller waited, in ms. */
  readonly waited: number;
  /** Attempts made at the backend; 0 for a waiter that stayed behind others of its own process. */
  readonly attempts: number;

  static {
    brand(LockTimeoutError, "LockTimeoutError", "LOCK_TIMEOUT");
  }

  constructor(lockName: string, details: { waited: number; attempts: number; cause?: unknown }) {
    const waited = Math.round(details.waited);
    const why = isError(details.cause) ? `: ${gist(details.cause, lockName)}` : "";
    super(
      "LOCK_TIMEOUT",
      lockName,
      ` was not acquired within ${waited} ms (${tried(details.attempts)})${why}`,
      details.cause,
    );
    this.waited = waited;
    this.attempts = details.attempts;
  }
}

/** The lock is no longer held by this client. */
export class LockLostError extends LockError {
  declare readonly code: "LOCK_LOST";
  readonly why: LossReason;

  static {
    brand(LockLostError, "LockLostError", "LOCK_LOST");
  }

  constructor(lockName: string, why: LossReason, message: string, cause?: unknown) {
    super("LOCK_LOST", lockName, ` ${message}`, cause);
    this.why = why;
  }
}

/** The backend refused, failed or did not answer. */
export class LockBackendError extends LockError {
  declare readonly code: "LOCK_BACKEND";
  /**
   * The operation that failed: `acquire`, `renew`, `release`, `transfer`, `downgrade`, `upgrade`, `resume`, `peek`,
   * `forceRelease` or `subscribe`; `announce` for a release that took effect but could not wake anyone, `unsubscribe` for a
   * failed unsubscribe, `replicate` for an acquisition that too few replicas confirmed, `backoff` for a policy that did not
   * return a time, `notes` for the data that `@lockwire/web-locks` keeps on the server for its `query`.
   */
  readonly operation: string;
  /**
   * How long retrying can help, in ms from the first failure: 0 if it cannot help, Infinity for an outage.
   */
  readonly retryFor: number;

  static {
    brand(LockBackendError, "LockBackendError", "LOCK_BACKEND");
  }

  constructor(
    lockName: string,
    operation: string,
    details: { message?: string; retryFor?: number; cause?: unknown } = {},
  ) {
    const cause = details.cause === undefined ? undefined : withoutSecrets(details.cause);
    const what = details.message ?? (cause && gist(cause, lockName)) ?? "failed";
    super("LOCK_BACKEND", lockName, `: ${operation}: ${what}`, cause);
    this.operation = operation;
    this.retryFor = details.retryFor ?? Number.POSITIVE_INFINITY;
  }
}

/** Wraps a backend failure in a `LockBackendError`, unless it already is one. */
export function asBackendError(
  error: unknown,
  lockName: string,
  operation: string,
): LockBackendError {
  return LockBackendError.is(error)
    ? error
    : new LockBackendError(lockName, operation, { cause: error });
}

/** The lock cannot be held in this mode, and waiting would not help. */
export class LockModeError extends LockError {
  declare readonly code: "LOCK_MODE";
  /** What the caller asked for. */
  readonly wanted: HoldMode;
  /** How the lock is held, if that is the conflict. */
  readonly held?: HoldMode;

  static {
    brand(LockModeError, "LockModeError", "LOCK_MODE");
  }

  constructor(lockName: string, wanted: HoldMode, message: string, held?: HoldMode) {
    super("LOCK_MODE", lockName, ` ${message}`);
    this.wanted = wanted;
    if (held !== undefined) this.held = held;
  }
}

/** The client was closed. */
export class LockClosedError extends LockError {
  declare readonly code: "LOCK_CLOSED";

  static {
    brand(LockClosedError, "LockClosedError", "LOCK_CLOSED");
  }

  constructor(lockName: string) {
    super("LOCK_CLOSED", lockName, ": the client is closed");
  }
}

/**
 * Name, code and message of a client's error, and nothing else: ioredis keeps the arguments of a failed AUTH in
 * `error.command.args`, and a cause ends up in logs.
 */
function withoutSecrets(cause: unknown): Error {
  if (LockError.is(cause)) return cause;
  if (!isError(cause)) return new Error(`${show(cause)} was thrown`);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  const copy = new Error(cause.message || code || cause.name);
  copy.name = cause.name;
  return code === undefined ? copy : Object.assign(copy, { code });
}

function jsonOf(error: Error): object {
  const { name, message } = error;
  if ("toJSON" in error) return error;
  return "code" in error ? { name, message, code: error.code } : { name, message };
}

/** An error's message without the lock's name and the link, for use in another message. */
function gist({ message }: Error, lockName: string): string {
  const [said = message] = message.split(READ_ON, 1);
  const named = `lock ${quote(lockName)}: `;
  return said.startsWith(named) ? said.slice(named.length) : said;
}

/** How the wait was spent: with no attempts, it was all in the local queue. */
function tried(attempts: number): string {
  if (attempts === 0) return "behind a holder or a waiter of this process";
  return attempts === 1 ? "1 attempt" : `${attempts} attempts`;
}

/** A name for a message: quoted, with control characters escaped, and truncated. */
function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
}
