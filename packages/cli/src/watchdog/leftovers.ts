import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../processes/family.js";
import { killAll, LOOK_EVERY } from "../processes/kill-all.js";
import type { Countdown } from "./countdown.js";

/** Ends what a command that has ended left running, which would go on without the lock. */
export async function endLeftovers(family: Family, countdown: Countdown): Promise<void> {
  if (!family.outlives()) return;
  countdown.terminate();
  while (countdown.state !== "over" && family.outlives()) await sleep(LOOK_EVERY);
  await killAll(family);
}
