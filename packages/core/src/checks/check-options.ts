import { disregard, isThenable } from "./is-thenable.js";
import { show } from "./show.js";

/** The name of every option of an interface; the type keeps the list complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Rejects unknown options: with a misspelt one, the default would silently apply.
 *
 * @throws {TypeError} that names the option and the known ones.
 */
export function checkOptions(
  options: object,
  names: Readonly<Record<string, true>>,
  what = "options",
): void {
  checkObject(what, options);
  for (const option in options) {
    if (Object.hasOwn(names, option)) continue;
    const path = what === "options" ? option : `${what}.${option}`;
    const known = Object.keys(names).join(", ");
    throw new TypeError(`${JSON.stringify(path)} is not an option; the options are: ${known}`);
  }
}

/** Copies options, including inherited and computed ones, which a rest or spread of the object would leave out. */
export function readOptions<Options extends object>(
  names: OptionNames<Options>,
  options: Options,
): Options {
  const read = Object.keys(names) as (keyof Options)[];
  return Object.fromEntries(read.map((name) => [name, options[name]])) as Options;
}

/** A promise (an `await` is missing) or a map has no properties by the names of options, so defaults would apply. */
export function checkObject(what: string, value: unknown): void {
  const fits = typeof value === "object" && value !== null && !Array.isArray(value);
  if (fits && !isThenable(value) && !(value instanceof Map)) return;
  disregard(value);
  throw new TypeError(`${what} must be an object, got ${show(value)}`);
}
