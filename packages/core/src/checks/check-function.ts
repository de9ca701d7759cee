import { show } from "./show.js";

export function checkFunction(
  what: string,
  value: unknown,
): asserts value is (...args: never[]) => unknown {
  if (typeof value !== "function") {
    throw new TypeError(`${what} must be a function, got ${show(value)}`);
  }
}
