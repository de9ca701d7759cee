import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../cache.js";
import { runCommand } from "../run-command.js";
import type { Outcome } from "../suite/outcome.js";

const TESTS = "packages/redis-pubsub/test/handoff";
const TIMEOUT = 600_000;

/** Runs the tests of the hand-off, each on servers of its own, with another server program than the machine's. */
export async function runHandoff(server: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-handoff-"));
  const counts = join(folder, "counts.json");
  const env = { LOCKWIRE_REDIS_SERVER: server, LOCKWIRE_TEST_COUNTS: counts };
  // For a machine that is busy: what fails for that reason passes when it is run again.
  const args = ["exec", "vitest", "run", "--retry=2", "--maxWorkers=2", TESTS];
  try {
    const output = await runCommand("pnpm", args, { cwd: ROOT, timeout: TIMEOUT, env }).catch(
      (error: Error) => error.message,
    );
    const { passed, failed } = JSON.parse(await readFile(counts, "utf8"));
    return { passed, failures: failed === 0 ? [] : [`${failed} of ${TESTS}: ${output}`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
