import { InvalidArgumentError } from "commander";

/**
 * Reads a whole number from 1.
 *
 * @throws {InvalidArgumentError} which says what would do.
 */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("it is a whole number from 1.");
  return Number(text);
}
