import { Command, Option } from "commander";
import type { ReleaseOptions } from "../inspect/release.js";
import { withLocksOptions } from "../options/locks-options.js";

export function releaseCommand(): Command {
  const release = new Command("release")
    .description("free a lock that its holder cannot free")
    .argument("<name>", "the lock's name")
    .addOption(
      new Option("--token <token>", "free it if the holder has this token").conflicts("force"),
    )
    .option("--force", "free it for any holder, which may still be working");
  return withLocksOptions(release).action(async (name: string, options: ReleaseOptions) =>
    (await import("../inspect/release.js")).release(name, options),
  );
}
