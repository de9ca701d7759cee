import {
  checkFunction,
  checkObject,
  checkOptions,
  type OptionNames,
  show,
} from "@lockwire/core/backend";
import { isCluster } from "../client/cluster-client.js";
import { keyPrefixOf, type RedisTarget } from "../client/commands.js";
import { foreignLayout } from "./foreign-layout.js";
import { prefixedLayout, type RedisLayout, shardedLayout } from "./layout.js";
import { type LockLayout, NEIGHBOURS, type Neighbour } from "./neighbours.js";

const OWN_LAYOUT = "lockwire";

/** The names of the built-in layouts. */
export type LayoutName = typeof OWN_LAYOUT | keyof typeof NEIGHBOURS;

/** The options that determine the keys of a client's locks. */
export interface LayoutOptions {
  readonly layout?: LayoutName | LockLayout | undefined;
  readonly prefix?: string | undefined;
}

const LAYOUT_OPTIONS: OptionNames<LockLayout> = { key: true, channel: true, message: true };

/**
 * The library whose layout is used; undefined for Lockwire's own.
 *
 * @throws {TypeError} on a bad option.
 */
export function neighbourOf(layout: LayoutOptions["layout"] = OWN_LAYOUT): Neighbour | undefined {
  if (layout === OWN_LAYOUT) return undefined;
  if (typeof layout !== "string") return checkLayout(layout);
  if (Object.hasOwn(NEIGHBOURS, layout)) return NEIGHBOURS[layout];
  const known = [OWN_LAYOUT, ...Object.keys(NEIGHBOURS)].join('", "');
  throw new TypeError(`layout must be one of "${known}", or an object with a key function`);
}

/**
 * The layout of a client's locks.
 *
 * @throws {TypeError} on a bad option, and on a client that would change the keys of the layout.
 */
export function layoutFor(
  redis: RedisTarget,
  { layout = OWN_LAYOUT, prefix }: LayoutOptions,
): RedisLayout {
  const neighbour = neighbourOf(layout);
  const keyPrefix = keyPrefixOf(redis);
  if (neighbour === undefined) {
    const created = prefixedLayout(prefix);
    return isCluster(redis) ? shardedLayout(created, keyPrefix ?? "") : created;
  }
  const which = layoutTitle(layout);
  if (isCluster(redis)) throw new TypeError(`redis must not be a Cluster with ${which}`);
  if (keyPrefix !== "") {
    throw new TypeError(
      keyPrefix === undefined
        ? `redis must expose its options with ${which}, which needs a client without keyPrefix`
        : `redis must have no keyPrefix with ${which}`,
    );
  }
  return foreignLayout(neighbour, prefix);
}

/** Describes a layout in a message. */
export function layoutTitle(layout: LayoutOptions["layout"] = OWN_LAYOUT): string {
  return typeof layout === "string" ? `the layout ${layout}` : "a layout of your own";
}

function checkLayout(layout: LockLayout): Neighbour {
  checkObject("layout", layout);
  checkOptions(layout, LAYOUT_OPTIONS, "layout");
  const { key, channel, message } = layout;
  checkFunction("layout.key", key);
  if (channel !== undefined) checkFunction("layout.channel", channel);
  if (message === undefined) return { key, channel };
  if (channel === undefined) throw new TypeError("layout.message needs a layout.channel");
  if (typeof message === "string") return { key, channel, message };
  throw new TypeError(`layout.message must be a string, got ${show(message)}`);
}
