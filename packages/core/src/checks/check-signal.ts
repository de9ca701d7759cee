import { show } from "./show.js";

/** Checks the shape: a signal from another realm, as in jsdom, or a polyfill is not an instance of this realm's `AbortSignal`. */
export function checkSignal(signal: AbortSignal): AbortSignal {
  const { aborted, addEventListener, removeEventListener } = Object(signal) as Partial<AbortSignal>;
  const fits =
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function";
  if (!fits) throw new TypeError(`signal must be an AbortSignal, got ${show(signal)}`);
  return signal;
}
