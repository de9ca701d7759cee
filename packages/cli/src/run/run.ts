import { type Ending, endAs } from "../end-as.js";
import { EXIT } from "../exit-codes.js";
import { Interrupted } from "../interruption.js";
import { openLocks } from "../locks.js";
import { acquire } from "./acquire.js";
import { hasTerminal } from "./has-terminal.js";
import { Reporter } from "./reporter.js";
import { runHolding } from "./run-holding.js";
import { graceOf, type RunRequest } from "./run-options.js";
import { Signals } from "./signals.js";
import { stopWithCommand } from "./suspension.js";
import { Watchdog } from "./watchdog.js";

/** Runs a command while holding a lock, and ends this process as the command ended. */
export async function run(request: RunRequest): Promise<void> {
  const grace = graceOf(request);
  const signals = new Signals();
  // It starts while we connect and wait.
  const watchdog = new Watchdog(hasTerminal());
  stopWithCommand(watchdog);
  try {
    endAs(await underLock({ ...request, grace }, signals, watchdog));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    endAs({ signal: error.signal });
  } finally {
    watchdog.close();
  }
}

async function underLock(
  request: RunRequest & { readonly grace: number },
  signals: Signals,
  watchdog: Watchdog,
): Promise<Ending> {
  const reporter = new Reporter(request.name, request.json);
  const locks = await openLocks(request);
  try {
    const lock = await acquire(locks, request, signals.interrupted, reporter);
    if (lock === null) return { code: EXIT.ok };
    return await runHolding({ request, locks, lock, signals, watchdog, reporter });
  } finally {
    await locks.close();
  }
}
