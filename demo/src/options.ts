import { parseArgs } from "node:util";

export interface DemoOptions {
  /** How long each of the lasting parts goes on, in seconds. @default 4 */
  readonly seconds: number;
  /** Let every worker lock only itself, to see the counter come out wrong. @default false */
  readonly unguarded: boolean;
}

/** @throws {TypeError | RangeError} on an option that is unknown or out of bounds */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "4" },
      unguarded: { type: "boolean", default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 60)) {
    throw new RangeError(`--seconds must be above 0 and at most 60, got ${values.seconds}`);
  }
  return { seconds, unguarded: values.unguarded };
}
