import { parseArgs } from "node:util";

export interface DemoOptions {
  /** How long an act goes on, in seconds. @default 8 */
  readonly seconds: number;
  /** Show only the first act, in which no lock protects the counter. @default false */
  readonly unguarded: boolean;
  /** Whether a redis-server may be installed if there is none: not with --no-install. @default true */
  readonly install: boolean;
}

/** @throws {TypeError | RangeError} on an option that is unknown or out of bounds */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      seconds: { type: "string", default: "8" },
      unguarded: { type: "boolean", default: false },
      install: { type: "boolean", default: true },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 60)) {
    throw new RangeError(`--seconds must be above 0 and at most 60, got ${values.seconds}`);
  }
  return { seconds, unguarded: values.unguarded, install: values.install };
}
