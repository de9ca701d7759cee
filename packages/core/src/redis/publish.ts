import type { Script } from "./script.js";
import type { Scripts } from "./script-runner.js";

/**
 * PUBLISH goes through pcall: where it is not permitted it raises, and by then the delete before it has taken effect.
 * Its count includes pattern subscribers, such as a monitor with `PSUBSCRIBE *`; NUMSUB counts those of the channel alone.
 */
export const PUBLISH = `
-- Returns how many receive it, or a table with the error.
local function publish(channel, message)
  return redis.pcall('PUBLISH', channel, message)
end

-- Returns how many are subscribed to the channel itself; nil where that is not permitted.
local function subscribers(channel)
  return redis.pcall('PUBSUB', 'NUMSUB', channel)[2]
end
`;

/**
 * A Cluster passes PUBLISH on to every node, SPUBLISH to none but the replicas of the slot. It came with Redis 7. Sharded
 * channels have no patterns, so its own count is exact.
 */
const SHARDED_PUBLISH = `
local function publish(channel, message)
  local received = redis.pcall('SPUBLISH', channel, message)
  if type(received) == 'table' and string.find(received.err, 'Unknown Redis command', 1, true) then
    return redis.pcall('PUBLISH', channel, message)
  end
  return received
end

local function subscribers()
  return nil
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
