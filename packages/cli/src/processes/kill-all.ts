import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "./family.js";

/** The polling interval, in ms: no event says that a session has become empty. */
export const LOOK_EVERY = 10;

/** Kills a family, and the processes that it starts meanwhile. */
export async function killAll(family: Family): Promise<void> {
  while (family.outlives()) {
    family.signal("SIGKILL");
    await sleep(LOOK_EVERY);
  }
}
