import { once } from "node:events";
import { endAs } from "../end-as.js";
import { type Interrupted, interruption } from "../interruption.js";
import { type LocksOptions, openLocks } from "../locks.js";
import { stdout } from "../output/print.js";
import { JsonScreen } from "./json-screen.js";
import { LiveScreen } from "./live-screen.js";
import { Observer } from "./observer.js";
import { PlainScreen } from "./plain-screen.js";
import type { Screen } from "./screen.js";

export interface WatchOptions extends LocksOptions {
  readonly interval: number;
  readonly json?: boolean;
  readonly timeZone?: string;
}

/** Shows locks as they change, until a signal ends this process. */
export async function watch(names: readonly string[], options: WatchOptions): Promise<void> {
  const { interval, json, timeZone, ...which } = options;
  const ended = interruption();
  const interrupted = once(ended, "abort");
  const locks = await openLocks(which);
  const observers = [...new Set(names)].map((name) => new Observer(locks, name));
  const screen = screenFor(json, timeZone);
  const show = () => screen.show(observers.map(({ sight }) => sight));
  try {
    // A bad name is refused before anything is shown.
    await Promise.race([interrupted, Promise.all(observers.map((one) => one.poll()))]);
    show();
    const timer = setInterval(show, interval);
    stdout().on("resize", show);
    stopAndContinue(screen, show);
    const polling = observers.map((one) => one.keepPolling(ended));
    await Promise.race([interrupted, Promise.all(polling)]);
    clearInterval(timer);
  } finally {
    screen.close();
    await locks.close();
  }
  endAs({ signal: (ended.reason as Interrupted).signal });
}

/** Handles Ctrl-Z: leaves the screen to the shell, and shows it again when the shell lets this process go on. */
function stopAndContinue(screen: Screen, show: () => void): void {
  process.on("SIGTSTP", () => {
    screen.close();
    process.kill(process.pid, "SIGSTOP");
  });
  process.on("SIGCONT", show);
}

function screenFor(json = false, timeZone?: string): Screen {
  if (json) return new JsonScreen();
  return stdout().isTTY ? new LiveScreen(stdout(), timeZone) : new PlainScreen(timeZone);
}
