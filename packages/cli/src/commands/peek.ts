import { Command } from "commander";
import type { PeekOptions } from "../inspect/peek.js";
import { withLocksOptions } from "../options/locks-options.js";
import { withTimeZone } from "../options/time-zone.js";

export function peekCommand(): Command {
  const peek = new Command("peek")
    .description("show whether a lock is held, how, since when, and how many wait")
    .argument("<name>", "the lock's name");
  return withTimeZone(withLocksOptions(peek)).action(async (name: string, options: PeekOptions) =>
    (await import("../inspect/peek.js")).peek(name, options),
  );
}
