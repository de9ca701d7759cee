import { isCluster } from "../client/cluster-client.js";
import { keyPrefixOf, type RedisTarget } from "../client/commands.js";
import { prefixedLayout, type RedisLayout, shardedLayout } from "./layout.js";
import { redisLockPyLayout } from "./redis-lock-py-layout.js";

/** The layouts that there are, by the name that a user gives. */
const LAYOUTS = { lockwire: prefixedLayout, "redis-lock-py": redisLockPyLayout };

export type LayoutName = keyof typeof LAYOUTS;

/** What decides under which keys a client's locks are. */
export interface LayoutOptions {
  readonly layout?: LayoutName | undefined;
  readonly prefix?: string | undefined;
}

/**
 * Where a client's locks live.
 *
 * @throws {TypeError} on a bad option, and on a client with which the layout would not be what it says.
 */
export function layoutFor(
  redis: RedisTarget,
  { layout = "lockwire", prefix }: LayoutOptions,
): RedisLayout {
  if (!Object.hasOwn(LAYOUTS, layout)) {
    throw new TypeError(`layout must be one of ${Object.keys(LAYOUTS).join(", ")}`);
  }
  const created = LAYOUTS[layout](prefix);
  const keyPrefix = keyPrefixOf(redis);
  if (layout === "lockwire") {
    return isCluster(redis) ? shardedLayout(created, keyPrefix ?? "") : created;
  }
  if (isCluster(redis)) {
    throw new TypeError(`redis must not be a Cluster with the layout ${layout}`);
  }
  if (keyPrefix !== "") {
    throw new TypeError(
      keyPrefix === undefined
        ? `redis must show its options with the layout ${layout}, which needs a client without keyPrefix`
        : `redis must have no keyPrefix with the layout ${layout}`,
    );
  }
  return created;
}
