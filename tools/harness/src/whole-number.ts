/**
 * The value of a command line option that counts something.
 *
 * @throws {RangeError} unless it is an integer from 1 to 2^31 - 1.
 */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value < 2 ** 31) return value;
  throw new RangeError(
    `--${option} takes integers from 1 to 2^31 - 1, got ${JSON.stringify(text)}`,
  );
}
