import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Program, startProgram, waitUntil } from "@lockwire/support";
import { expect } from "vitest";
import type { Source } from "./programs.js";

const PRINT_NAMES = pathToFileURL(join(import.meta.dirname, "print-names.mjs")).href;

/** For a bundler, and for PGlite to start, on a busy machine, in ms. */
export const LONG = 120_000;

/** Starts a built program that prints the name of each lock that it acquires. */
export function start(
  args: readonly string[],
  cwd: string,
  redisUrl: string,
  env?: Source["env"],
): Program {
  return startProgram([process.execPath, "--import", PRINT_NAMES, ...args], {
    cwd,
    env: { REDIS_URL: redisUrl, LOCK_FOLDER: join(cwd, "locks"), ...env },
  });
}

export async function toItsEnd({ use, done }: Source, program: Program): Promise<void> {
  await use?.(program);
  const isDone = waitUntil(() => done.test(program.output), { what: `${done}`, timeout: LONG });
  await Promise.race([isDone, program.ended]);
  expect(program.output).toMatch(done);
}

/** Each name once, sorted. */
export function namesIn(output: string): string[] {
  return [...new Set(output.match(/(?<=^acquires ).+$/gm))].sort();
}
