import type { Lock } from "../locks.js";
import type { Watchdog } from "./watchdog.js";

/**
 * Holds the command back, after this process was stopped, until the lock was looked at: it may have been lost. Then the
 * command does not go on, and is ended by what listens for the loss.
 */
export function lookAfterSuspension(lock: Lock, watchdog: Watchdog): void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    await holdAndLook(lock, watchdog);
    looking = false;
  };
  watchdog.onContinued = look;
  process.on("SIGCONT", look);
}

async function holdAndLook(lock: Lock, watchdog: Watchdog): Promise<void> {
  await watchdog.tell({ type: "hold" });
  try {
    await lock.extend();
  } catch {
    // Without a reply the lock is held until its deadline, which the watchdog knows.
    if (lock.signal.aborted) return;
  }
  await watchdog.tell({ type: "go" });
}

/** Handles Ctrl-Z: stops the command, then this process. */
export function stopWithCommand(watchdog: Watchdog): void {
  process.on("SIGTSTP", async () => {
    await watchdog.tell({ type: "signal", signal: "SIGTSTP" });
    process.kill(process.pid, "SIGSTOP");
  });
}
