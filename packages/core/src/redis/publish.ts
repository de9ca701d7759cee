import type { Script } from "./script.js";
import type { Scripts } from "./script-runner.js";

/**
 * Tells the subscribers of a channel; returns how many there are, or a table with the error. PUBLISH goes through pcall:
 * where it is not permitted it raises, and by then the delete before it has taken effect.
 */
export const PUBLISH = `
local function publish(channel, message)
  return redis.pcall('PUBLISH', channel, message)
end
`;

/** A Cluster passes PUBLISH on to every node, SPUBLISH to none but the replicas of the slot. It came with Redis 7. */
const SHARDED_PUBLISH = `
local function publish(channel, message)
  local heard = redis.pcall('SPUBLISH', channel, message)
  if type(heard) == 'table' and string.find(heard.err, 'Unknown Redis command', 1, true) then
    return redis.pcall('PUBLISH', channel, message)
  end
  return heard
end
`;

const variants = new WeakMap<Script, Script>();

/** Runs scripts as they have to be on a Cluster: they publish in the lock's own slot. */
export function sharded(scripts: Scripts): Scripts {
  return { run: (script, call) => scripts.run(variantOf(script), call) };
}

function variantOf(script: Script): Script {
  const known = variants.get(script);
  if (known) return known;
  const variant = script.replacing(PUBLISH, SHARDED_PUBLISH);
  variants.set(script, variant);
  return variant;
}
