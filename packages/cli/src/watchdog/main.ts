// The second program that `lockwire run` starts: the parent of the command. It outlives a killed `lockwire run`, and keeps
// running while that is stopped, so the command always ends in time.

import type { FromWatchdog, ToWatchdog } from "./messages.js";
import { Watchdog } from "./watchdog.js";

process.title = "lockwire watchdog";

const watchdog = new Watchdog((message: FromWatchdog) => {
  // It fails only when `lockwire run` is gone, of which `disconnect` tells as well.
  process.send?.(message, () => undefined);
});

process.on("message", (message: ToWatchdog) => watchdog.receive(message));
process.on("disconnect", () => watchdog.abandoned());
