import type { Scripts } from "./script-runner.js";

/** Runs scripts as they have to be on a Cluster. */
export function sharded(scripts: Scripts): Scripts {
  return {
    run: (script, call) => scripts.run(script.sharded, call),
    check: () => scripts.check(),
  };
}
