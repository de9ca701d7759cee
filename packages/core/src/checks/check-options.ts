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

export function checkObject(what: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${what} must be an object, got ${show(value)}`);
  }
}
