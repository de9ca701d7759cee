import type { ScriptCall, Scripts } from "../client/script-runner.js";
import { Script } from "../scripts/script.js";

const PROBE = new Script(`
-- Does nothing: it is answered where commands over the client are, and on a Cluster its client learns of the slot's master.
-- KEYS: any
-- ARGV: none
-- Reply: 1
return 1
`);

/** Rejects with the client's own error if nothing can be sent over it. */
export async function probe(
  scripts: Scripts,
  { name, operation, keys }: ScriptCall,
): Promise<void> {
  await scripts.run(PROBE, { name, operation, keys: keys.slice(0, 1), args: [] });
}
