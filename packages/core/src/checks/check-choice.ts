import { show } from "./show.js";

/** @throws {TypeError} that lists the choices in quotes, since the string "null" is one and null is not. */
export function checkChoice<T extends string>(
  option: string,
  value: T,
  choices: readonly T[],
): void {
  if (choices.includes(value)) return;
  const got = typeof value === "string" ? "another string" : show(value);
  throw new TypeError(`${option} must be one of "${choices.join('", "')}", got ${got}`);
}
