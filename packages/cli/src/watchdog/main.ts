// The second program that `lockwire run` starts: the parent of the command. It outlives a killed `lockwire run`, and keeps
// running while that is stopped, so the command always ends in time.

import { findProcess } from "../processes/list-processes.js";
import { watchdogTitle } from "../processes/watchdog-title.js";
import type { FromWatchdog, ToWatchdog } from "./messages.js";
import { Watchdog } from "./watchdog.js";

const [, , run] = process.argv;
const served = findProcess(Number(run));
// Nobody is left to run a command for, and nobody would find it.
if (served === undefined || served.zombie) process.exit();
process.title = watchdogTitle(served.session);

const watchdog = new Watchdog((message: FromWatchdog) => {
  // It fails only when `lockwire run` is gone, of which `disconnect` tells as well.
  process.send?.(message, () => undefined);
});

process.on("message", (message: ToWatchdog) => watchdog.receive(message));
process.on("disconnect", () => watchdog.abandoned());
