import { checkFunction, checkSignal, show } from "@lockwire/core/backend";
import type { Lock } from "./lock.js";
import type { LockMode } from "./standard.js";

/** The arguments of `request`, converted. */
export interface RequestArguments {
  readonly name: string;
  readonly options: ConvertedOptions;
  readonly callback: (lock: Lock | null) => unknown;
}

export interface ConvertedOptions {
  readonly ifAvailable: boolean;
  readonly mode: LockMode;
  readonly signal: AbortSignal | undefined;
  readonly steal: boolean;
}

const MODES: readonly LockMode[] = ["shared", "exclusive"];

/**
 * Converts arguments as Web IDL does: in their order, and the members of the dictionary in that of their names.
 *
 * @param rest what stands behind the second argument: with it the second is the options, without it the callback.
 * @throws {TypeError} on one that has no conversion, and whatever a getter or `toString` throws.
 */
export function convertArguments(
  name: unknown,
  second: unknown,
  rest: readonly unknown[],
): RequestArguments {
  const text = `${name}`;
  const [options, callback] = rest.length === 0 ? [undefined, second] : [second, rest[0]];
  const converted = convertOptions(options);
  checkFunction("callback", callback);
  return { name: text, options: converted, callback: callback as RequestArguments["callback"] };
}

function convertOptions(options: unknown): ConvertedOptions {
  const isDictionary = ["object", "function", "undefined"].includes(typeof options);
  if (!isDictionary) throw new TypeError(`options must be an object, got ${show(options)}`);
  const dictionary = (options ?? {}) as Readonly<Record<string, unknown>>;
  const ifAvailable = Boolean(dictionary["ifAvailable"]);
  const mode = convertMode(dictionary["mode"]);
  const signal = convertSignal(dictionary["signal"]);
  const steal = Boolean(dictionary["steal"]);
  return { ifAvailable, mode, signal, steal };
}

function convertMode(value: unknown): LockMode {
  if (value === undefined) return "exclusive";
  const text = `${value}`;
  const mode = MODES.find((one) => one === text);
  if (mode === undefined) throw new TypeError(`mode must be one of "${MODES.join('", "')}"`);
  return mode;
}

function convertSignal(value: unknown): AbortSignal | undefined {
  return value === undefined ? undefined : checkSignal(value as AbortSignal);
}
