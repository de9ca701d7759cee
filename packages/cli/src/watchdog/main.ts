// The program that `lockwire run` starts beside itself: the parent of the command. It outlives a `lockwire run` that is
// killed, and stands no stiller than it wants to when that one is stopped, so that the command ends in time all the same.

import type { FromWatchdog, ToWatchdog } from "./messages.js";
import { Watchdog } from "./watchdog.js";

process.title = "lockwire watchdog";

const watchdog = new Watchdog((message: FromWatchdog) => {
  // It fails only when `lockwire run` is gone, of which `disconnect` tells as well.
  process.send?.(message, () => undefined);
});

process.on("message", (message: ToWatchdog) => watchdog.receive(message));
process.on("disconnect", () => watchdog.abandoned());
