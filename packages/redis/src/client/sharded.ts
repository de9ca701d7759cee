import type { Scripts } from "./script-runner.js";

/** Runs the Cluster variant of each script. */
export function sharded(scripts: Scripts): Scripts {
  return {
    run: (script, call) => scripts.run(script.sharded, call),
    check: () => scripts.check(),
  };
}
