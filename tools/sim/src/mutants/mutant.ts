import type { ThemeName } from "../plan/themes.js";

/** The library, broken on purpose. */
export interface Mutant {
  readonly what: string;
  /** The plans in which it matters, where it seldom does in others. */
  readonly theme?: ThemeName;
  /** Each text is exactly once in what the processes run; a mutant that has gone stale is an error. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}

/**
 * @param code what the processes run.
 * @throws {Error} when a text that is to be replaced is not there exactly once.
 */
export function mutate(code: string, { what, edits }: Mutant): string {
  return edits.reduce((text, [from, to]) => {
    const times = text.split(from).length - 1;
    if (times !== 1)
      throw new Error(`The mutant "${what}" is stale: its text is there ${times} times`);
    return text.replace(from, () => to);
  }, code);
}
