import { Command, Option } from "commander";
import type { ReleaseOptions } from "../inspect/release.js";
import { withLocksOptions } from "../options/locks-options.js";

export function releaseCommand(): Command {
  const release = new Command("release")
    .description("release a lock whose holder cannot")
    .argument("<name>", "the lock's name")
    .addOption(
      new Option("--token <token>", "release it if its holder has this token").conflicts("force"),
    )
    .option("--force", "release it, no matter who holds it; the holder may still be working");
  return withLocksOptions(release).action(async (name: string, options: ReleaseOptions) =>
    (await import("../inspect/release.js")).release(name, options),
  );
}
