import type { Lock } from "../locks.js";
import type { Watchdog } from "./watchdog.js";

/**
 * Holds the command back, after this process was stopped, until the lock was checked: it may have been lost. Then the
 * command does not go on, and is ended by what listens for the loss.
 */
export function checkAfterSuspension(lock: Lock, watchdog: Watchdog): void {
  let checking = false;
  const check = async () => {
    if (checking) return;
    checking = true;
    await holdAndCheck(lock, watchdog);
    checking = false;
  };
  watchdog.onContinued = check;
  process.on("SIGCONT", check);
}

async function holdAndCheck(lock: Lock, watchdog: Watchdog): Promise<void> {
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
