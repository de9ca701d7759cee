import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../processes/family.js";
import type { Countdown } from "./countdown.js";

/** The polling interval, in ms: no event says that a group has become empty. */
const LOOK_EVERY = 10;

/** Ends what a command that has ended left running in its group, which would go on without the lock. */
export async function endLeftovers(family: Family, countdown: Countdown): Promise<void> {
  if (!family.outlives()) return;
  countdown.terminate();
  while (family.outlives()) await sleep(LOOK_EVERY);
}
