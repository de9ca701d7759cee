import { checkChoice } from "../checks/check-choice.js";
import { checkObject, type OptionNames } from "../checks/check-options.js";
import { checkSignal } from "../checks/check-signal.js";
import { disregard } from "../checks/is-thenable.js";
import { show } from "../checks/show.js";
import type {
  AcquireOptions,
  AcquireOrNullOptions,
  OnTimeout,
  ResumeOptions,
} from "./acquire-options.js";
import type { LeadOptions } from "./lead.js";
import type { CloseOptions } from "./lock-client.js";
import type { LockMode, Sharing } from "./mode.js";

/** An acquisition's options with every default filled in. */
export interface ResolvedAcquireOptions {
  readonly ttl: number;
  readonly blockingTimeout: number;
  readonly autoExtend: boolean;
  readonly maxHold: number;
  readonly minHold: number;
  readonly onTimeout: OnTimeout;
  readonly signal?: AbortSignal | undefined;
  /** Absent for an exclusive lock. */
  readonly sharing?: Sharing | undefined;
  /** Several waiters of the process queue at the backend at the same time, without local hand-offs. */
  readonly concurrent?: true;
}

/** The `AcquireOptions` that a client can have defaults for; the others belong to each call. */
export type AcquireDefaults = Omit<AcquireOptions, "mode" | "limit" | "minHold" | "onTimeout">;

/** The options of every client, including defaults for `AcquireOptions`. */
export interface ClientOptions extends AcquireDefaults {
  /**
   * The timeout of one command, in ms. After it the outcome of the command is unknown. An integer from 1 to 2,147,483,647.
   * It bounds `tryAcquire`, `blockingTimeout: 0`, `owned`, `extend`, `downgrade`, `tryUpgrade`, `release`, `resume`, `peek`
   * and `forceRelease`.
   * @default 2_000
   */
  commandTimeout?: number | undefined;
}

const ACQUIRE_DEFAULTS: OptionNames<AcquireDefaults> = {
  ttl: true,
  blockingTimeout: true,
  signal: true,
  autoExtend: true,
  maxHold: true,
};

/** The options for acquiring and holding a lock, without the one for a call that fails to acquire it. */
export const HOLD_OPTIONS: OptionNames<Omit<AcquireOptions, "onTimeout">> = {
  ...ACQUIRE_DEFAULTS,
  mode: true,
  limit: true,
  minHold: true,
};

export const ACQUIRE_OPTIONS: OptionNames<AcquireOptions> = { ...HOLD_OPTIONS, onTimeout: true };

export const RESUME_OPTIONS: OptionNames<ResumeOptions> = {
  ttl: true,
  autoExtend: true,
  maxHold: true,
  signal: true,
};

export const LEAD_OPTIONS: OptionNames<LeadOptions> = { ttl: true, maxHold: true, signal: true };

export const CLOSE_OPTIONS: OptionNames<CloseOptions> = { releaseHeld: true };

/** The options of every client, for the `checkOptions` of a factory, which adds its own. */
export const CLIENT_OPTIONS: OptionNames<ClientOptions> = {
  ...ACQUIRE_DEFAULTS,
  commandTimeout: true,
};

export const DEFAULTS: ResolvedAcquireOptions & { readonly commandTimeout: number } = Object.freeze(
  {
    ttl: 30_000,
    blockingTimeout: 10_000,
    autoExtend: true,
    maxHold: Number.POSITIVE_INFINITY,
    minHold: 0,
    onTimeout: "throw",
    commandTimeout: 2_000,
  },
);

/** The longest delay that a Node timer can count (2^31 - 1 ms); a longer one would fire at once. */
export const MAX_DELAY = 2_147_483_647;
/** With a shorter lease the reply would arrive after it had expired. */
const MIN_TTL = 10;
/** More places than any fleet fills; each takes a little memory on the server. */
const MAX_LIMIT = 10_000;
const MODES: readonly LockMode[] = ["exclusive", "shared"];
const ON_TIMEOUT: readonly OnTimeout[] = ["throw", "null"];
/** Redis stores a name in the lock's key and in its channel, so a longer one should be hashed. */
const MAX_NAME_LENGTH = 4_096;

/** Merges the options of one call into the defaults of its client; rejects a bad one by name. */
export function resolveAcquireOptions(
  defaults: ResolvedAcquireOptions,
  options?: AcquireOptions | AcquireOrNullOptions,
): ResolvedAcquireOptions {
  if (options === undefined) return defaults;
  const { onTimeout = "throw" } = options;
  const terms = { ...resolveDefaults(defaults, options), onTimeout: checkOnTimeout(onTimeout) };
  const sharing = sharingOf(options);
  const minHold = minHoldOf(options, terms, sharing);
  return sharing ? { ...terms, minHold, sharing } : { ...terms, minHold };
}

/** The defaults of a client. They do not include `mode`, `limit` and `minHold`. */
export function resolveDefaults(
  defaults: ResolvedAcquireOptions,
  options: AcquireDefaults,
): ResolvedAcquireOptions {
  checkObject("options", options);
  const { ttl, blockingTimeout, autoExtend, maxHold, signal } = options;
  if (signal !== undefined) checkSignal(signal);
  return {
    ttl: ttl === undefined ? defaults.ttl : checkTtl(ttl),
    blockingTimeout:
      blockingTimeout === undefined
        ? defaults.blockingTimeout
        : checkDuration("blockingTimeout", blockingTimeout, 0),
    autoExtend:
      autoExtend === undefined ? defaults.autoExtend : checkBoolean("autoExtend", autoExtend),
    maxHold: maxHold === undefined ? defaults.maxHold : checkDuration("maxHold", maxHold, MIN_TTL),
    minHold: defaults.minHold,
    onTimeout: defaults.onTimeout,
    signal: signal ?? defaults.signal,
  };
}

/** Undefined for an exclusive lock. */
function sharingOf({ mode, limit }: Pick<AcquireOptions, "mode" | "limit">): Sharing | undefined {
  if (mode !== undefined) checkChoice("mode", mode, MODES);
  if (limit === undefined) return mode === "shared" ? { mode } : undefined;
  checkInteger("limit", limit, 1, MAX_LIMIT);
  if (mode !== undefined) {
    throw new TypeError(
      "mode and limit must not be combined: a limit has places, not exclusive holders or sharers",
    );
  }
  return { mode: "limited", limit };
}

function minHoldOf(
  { minHold = 0 }: Pick<AcquireOptions, "minHold">,
  { ttl, maxHold }: ResolvedAcquireOptions,
  sharing: Sharing | undefined,
): number {
  checkInteger("minHold", minHold, 0, MAX_DELAY);
  if (minHold > ttl)
    throw new RangeError(`minHold must be at most the ttl of ${ttl}, got ${minHold}`);
  if (minHold > maxHold) {
    throw new RangeError(`minHold must be at most the maxHold of ${maxHold}, got ${minHold}`);
  }
  if (minHold === 0 || sharing === undefined) return minHold;
  throw new TypeError("minHold must not be combined with mode: shared or limit");
}

/** A single attempt never waits, so it would silently ignore an option for the wait. */
export function refuseWait({ blockingTimeout, onTimeout }: AcquireOptions): void {
  if (blockingTimeout === undefined && onTimeout === undefined) return;
  const option = onTimeout === undefined ? "blockingTimeout" : "onTimeout";
  throw new TypeError(`${option} is not an option of tryAcquire, which never waits: use acquire`);
}

/** `acquireAll` releases at once the locks that it acquired if another one cannot be acquired. */
export function refuseMinHold(minHold: number): void {
  if (minHold > 0) throw new TypeError("minHold is not an option of acquireAll: use acquire");
}

function checkOnTimeout(onTimeout: OnTimeout): OnTimeout {
  disregard(onTimeout);
  checkChoice("onTimeout", onTimeout, ON_TIMEOUT);
  return onTimeout;
}

export function checkName(name: string): void {
  if (typeof name !== "string") throw new TypeError(`name must be a string, got ${show(name)}`);
  if (name.length === 0) throw new TypeError("name must not be empty");
  if (name.length > MAX_NAME_LENGTH) {
    throw new TypeError(
      `name must have at most ${MAX_NAME_LENGTH} characters, got ${name.length}; hash a longer one`,
    );
  }
  if (!name.isWellFormed()) {
    throw new TypeError("name must be well-formed Unicode, got one with a lone surrogate");
  }
}

export function checkToken(token: string): void {
  if (typeof token !== "string") throw new TypeError(`token must be a string, got ${show(token)}`);
  if (token.length === 0) throw new TypeError("token must not be empty");
}

export function checkTtl(ttl: number): number {
  return checkInteger("ttl", ttl, MIN_TTL, MAX_DELAY);
}

export function checkInteger(option: string, value: number, min: number, max: number): number {
  if (typeof value !== "number") {
    throw new TypeError(`${option} must be a number, got ${show(value)}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${option} must be an integer from ${min} to ${max}, got ${value}`);
  }
  return value;
}

/** A time in ms that may also be Infinity, for no bound. */
function checkDuration(option: string, value: number, min: number): number {
  if (typeof value !== "number") {
    throw new TypeError(`${option} must be a number, got ${show(value)}`);
  }
  if (!(value === Number.POSITIVE_INFINITY || (value >= min && value <= MAX_DELAY))) {
    throw new RangeError(
      `${option} must be from ${min} to ${MAX_DELAY}, or Infinity, got ${value}`,
    );
  }
  return value;
}

export function checkBoolean(option: string, value: boolean): boolean {
  if (typeof value !== "boolean") {
    throw new TypeError(`${option} must be a boolean, got ${show(value)}`);
  }
  return value;
}
