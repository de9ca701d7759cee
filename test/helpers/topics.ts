import type { Runner } from "@lockwire/core/testing";
import { describe, test } from "vitest";

const SHARING: ReadonlySet<string> = new Set([
  "mode and limit",
  "shared mode",
  "downgrade and tryUpgrade",
  "places of a limit",
  "resume with several holders",
]);

/** Runs the suite's topics on several holders alone. */
export const SHARING_TOPICS: Runner = runnerOf((title) => SHARING.has(title));

/** Runs all the others, which need no permission for the former. */
export const EXCLUSIVE_TOPICS: Runner = runnerOf((title) => !SHARING.has(title));

function runnerOf(isIn: (title: string) => boolean): Runner {
  return { test, describe: (title, body) => isIn(title) && describe.concurrent(title, body) };
}
