import { show } from "./show.js";

/** By its shape: one of another realm, as in jsdom, or of a polyfill, is no instance of this realm's `AbortSignal`. */
export function checkSignal(signal: AbortSignal): AbortSignal {
  const { aborted, addEventListener, removeEventListener } = Object(signal) as Partial<AbortSignal>;
  const fits =
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function";
  if (!fits) throw new TypeError(`signal must be an AbortSignal, got ${show(signal)}`);
  return signal;
}
