import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../processes/family.js";
import type { Countdown } from "./countdown.js";

/** Between two looks, in ms: no event tells that a group has become empty. */
const LOOK_EVERY = 10;
/** What a killed process may take to be gone, in ms. One that nobody reaps, in a container without an init, never is. */
const REAPED_WITHIN = 500;

/** Ends what a command that has ended left running in its group, which would go on without the lock. */
export async function endLeftovers(family: Family, countdown: Countdown): Promise<void> {
  if (!family.outlives()) return;
  countdown.terminate();
  let looks = 0;
  while (family.outlives() && looks < REAPED_WITHIN / LOOK_EVERY) {
    await sleep(LOOK_EVERY);
    if (countdown.state === "over") looks += 1;
  }
}
