import { Command } from "commander";
import type { PeekOptions } from "../inspect/peek.js";
import { withLocksOptions } from "../options/locks-options.js";
import { withTimeZone } from "../options/time-zone.js";

export function peekCommand(): Command {
  const peek = new Command("peek")
    .description("show who holds a lock, since when, and who waits")
    .argument("<name>", "the lock's name");
  return withTimeZone(withLocksOptions(peek)).action(async (name: string, options: PeekOptions) =>
    (await import("../inspect/peek.js")).peek(name, options),
  );
}
