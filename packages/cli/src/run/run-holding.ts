import { setImmediate } from "node:timers/promises";
import type { Ending } from "../end-as.js";
import { EXIT } from "../exit-codes.js";
import type { Lock, LockClient } from "../locks.js";
import { monotonic } from "../monotonic.js";
import { showName } from "../output/show-name.js";
import type { EndedMessage } from "../watchdog/messages.js";
import type { Reporter } from "./reporter.js";
import type { RunRequest } from "./run-options.js";
import type { Signals } from "./signals.js";
import { checkAfterSuspension } from "./suspension.js";
import type { Watchdog } from "./watchdog.js";

/** How long before the deadline the command is killed, in ms, where the ttl is not too short for it. */
const MARGIN = 250;

interface Holding {
  readonly request: RunRequest & { readonly grace: number };
  readonly locks: LockClient;
  readonly lock: Lock;
  readonly signals: Signals;
  readonly watchdog: Watchdog;
  readonly reporter: Reporter;
}

/** Runs the command under a held lock, and releases the lock. */
export async function runHolding(holding: Holding): Promise<Ending> {
  const { lock, reporter, signals } = holding;
  let ended: EndedMessage;
  try {
    // Signals come last in a turn of the event loop: one that was sent before the lock was acquired may not be known yet.
    await setImmediate();
    signals.interrupted.throwIfAborted();
    ended = await runCommand(holding);
  } catch (error) {
    await release(lock, reporter);
    throw error;
  }
  const { code, signal, forced } = ended;
  // Where the lock is lost, it is that which is reported.
  const released = await release(lock, forced ? undefined : reporter);
  reporter.event("ended", { code, signal });
  if (forced || released === false) {
    reporter.warn(
      "lost",
      `${showName(lock.name)} was lost before the command was done: ${whyOf(lock)}`,
    );
    return { code: EXIT.lost };
  }
  return signal === null ? { code: code ?? EXIT.software } : { signal };
}

function runCommand({ request, locks, lock, signals, watchdog }: Holding): Promise<EndedMessage> {
  const { program, args, ttl, grace } = request;
  const deadline = () => monotonic() + lock.remaining();
  locks.on("extended", () => watchdog.tell({ type: "renewed", deadline: deadline() }));
  locks.on("lost", ({ why }) => {
    const expired = why !== "stolen";
    watchdog.tell({ type: "lost", expired });
    // The watchdog has done so, unless it is stopped.
    if (expired) watchdog.kill();
  });
  checkAfterSuspension(lock, watchdog);
  signals.forward = (signal) => watchdog.tell({ type: "signal", signal });
  const margin = Math.min(MARGIN, ttl / 10);
  const env = environmentOf(lock);
  return watchdog.run({ program, args, env, grace, margin, deadline: deadline() });
}

/** The environment of the command, without the token and the URL, which it could pass on. */
function environmentOf({ name, fence, slot }: Lock): Record<string, string> {
  const lock = { LOCKWIRE_NAME: name, LOCKWIRE_FENCE: String(fence) };
  return slot === undefined ? lock : { ...lock, LOCKWIRE_SLOT: String(slot) };
}

/** Whether the lock was still held; undefined if that is unknown. The command's status matters more. */
async function release(lock: Lock, reporter?: Reporter): Promise<boolean | undefined> {
  try {
    return await lock.release();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    reporter?.warn(
      "unreleased",
      `${showName(lock.name)} was not released, and is free when its ttl has run out: ${error.message}`,
    );
    return undefined;
  }
}

function whyOf({ signal }: Lock): string {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason.message;
  return "it was not renewed in time";
}
