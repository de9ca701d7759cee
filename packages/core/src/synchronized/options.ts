import { checkChoice } from "../checks/check-choice.js";
import { checkOptions, type OptionNames } from "../checks/check-options.js";
import { disregard } from "../checks/is-thenable.js";
import { show } from "../checks/show.js";
import type { AcquireOptions } from "../contract/acquire-options.js";
import type { LockClient } from "../contract/lock-client.js";
import {
  checkName,
  DEFAULTS,
  HOLD_OPTIONS,
  MAX_DELAY,
  resolveAcquireOptions,
} from "../contract/options.js";

/** What to do when someone else holds the lock. */
export type OnBusy = "wait" | "skip" | "throw";

/** A part of a lock's name: strings and numbers are used as they are, anything else by a hash of its content. */
export type NamePart = string | number | bigint | boolean | object;

/** Returns the parts of a name for a call, from its arguments and its instance. */
export type NameFunction<Args extends readonly unknown[], This = unknown> = (
  this: This,
  ...args: Args
) => NamePart | readonly NamePart[];

export interface SynchronizedOptions<
  Args extends readonly unknown[] = readonly unknown[],
  This = unknown,
> extends Omit<AcquireOptions, "onTimeout"> {
  /**
   * The lock's name, to which `by` may add parts: for example `Orders.charge`. Functions with the same name exclude each other.
   *
   * There is no default, because a build may rename classes, functions, parameters and files: two versions of a service
   * would use different locks, and two services the same one.
   */
  name: string;
  /**
   * Selects the calls that exclude each other: those for which it returns the same part, or the same array of parts. Without
   * it, all calls do. It receives the arguments of the call, and the instance as `this`; it must not be asynchronous.
   *
   * Strings, numbers, bigints and booleans are used as they are. Plain objects and arrays, and objects with a `toJSON`, are
   * hashed by their content, in any order of their keys. Anything else (`undefined`, `null`, an empty string, `NaN`, a
   * function, a `Map`) rejects the call with a TypeError that names the part.
   */
  by?: NameFunction<Args, This> | undefined;
  /**
   * What to do if someone else holds the lock: `wait` for up to `blockingTimeout`; `skip` the call, which resolves with
   * `undefined`, since someone else is doing the work; or `throw` a `LockTimeoutError`. With `skip` and `throw`,
   * `blockingTimeout` is 0 unless it is given here. A failure of the backend is never mistaken for a busy lock.
   * @default "wait"
   */
  onBusy?: OnBusy | undefined;
}

/** The client, or a function that returns it for an instance: `(orders) => orders.locks`, if a container injects it. */
export type LocksSource<This> = LockClient | ((self: This) => LockClient);

export const SYNCHRONIZED_OPTIONS: OptionNames<SynchronizedOptions> = {
  ...HOLD_OPTIONS,
  name: true,
  by: true,
  onBusy: true,
};

/** Assumes the longest ttl, since the client's own default is not known yet; each call checks against the real one. */
const UNBOUNDED = { ...DEFAULTS, ttl: MAX_DELAY };

const ON_BUSY: readonly OnBusy[] = ["wait", "skip", "throw"];

export function checkClient(client: LockClient): LockClient {
  if (typeof client === "object" && client !== null && "acquire" in client) return client;
  disregard(client);
  throw new TypeError(
    "locks must be a lock client, or a function of the instance that returns one",
  );
}

export function checkSynchronizedOptions(
  options: Partial<SynchronizedOptions<never>>,
): asserts options is SynchronizedOptions {
  checkOptions(options, SYNCHRONIZED_OPTIONS);
  resolveAcquireOptions(UNBOUNDED, options);
  const { name, by, onBusy = "wait" } = options;
  checkBase(name);
  checkChoice("onBusy", onBusy, ON_BUSY);
  if (by !== undefined && typeof by !== "function") {
    throw new TypeError(
      `by must be a function of the arguments, such as (order) => order.id, got ${show(by)}`,
    );
  }
}

function checkBase(name: string | undefined): void {
  if (name === undefined) {
    throw new TypeError(
      'name must be given, as in { name: "Orders.charge" }: a build may rename classes and functions',
    );
  }
  checkName(name);
  if (name.startsWith("file:")) {
    throw new TypeError(
      "name must not be the URL of a file, which differs between hosts and builds",
    );
  }
}
