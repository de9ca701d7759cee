import { EXIT } from "../exit-codes.js";
import { usageFailure } from "../failure.js";
import { type LocksOptions, openLocks } from "../locks.js";
import { print } from "../output/print.js";
import { showName } from "../output/show-name.js";

export interface ReleaseOptions extends LocksOptions {
  readonly token?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Frees a lock by its token, or by force; ends with status 1 when there was nothing to free. */
export async function release(name: string, options: ReleaseOptions): Promise<void> {
  const { token, force = false, json, ...which } = options;
  if (token === undefined && !force) {
    throw usageFailure("pass the holder's token with --token, or use --force");
  }
  await using locks = await openLocks(which);
  const released =
    token === undefined ? await locks.forceRelease(name) : await locks.release(name, token);
  if (!released) process.exitCode = EXIT.no;
  if (json) print(JSON.stringify({ name, released }));
  else print(`${showName(name)} ${outcome(released, token === undefined)}`);
}

function outcome(released: boolean, forced: boolean): string {
  if (released) return "is released";
  return forced ? "was not held" : "was not held by this token";
}
