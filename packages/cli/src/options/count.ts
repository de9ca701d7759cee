import { usageFailure } from "../failure.js";
import { showName } from "../output/show-name.js";

/**
 * A parser of the whole numbers from 1 that an option takes.
 *
 * @param option with its dashes, for the message
 */
export function countOption(option: string, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= most) return count;
    throw usageFailure(`${option} must be a whole number from 1 to ${most}, got ${showName(text)}`);
  };
}
