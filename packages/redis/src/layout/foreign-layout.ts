import { show } from "@lockwire/core/backend";
import { FREED } from "../scripts/constants.js";
import { prefixedLayout, type RedisLayout } from "./layout.js";
import type { Neighbour } from "./neighbours.js";
import { remembered } from "./remembered.js";

/**
 * The layout of another library: its key, its channel, and Lockwire's own key for the fence. If the library has no channel,
 * Lockwire clients announce their releases to each other on their own channel.
 */
export function foreignLayout(
  { key, channel, message, list }: Neighbour,
  prefix?: string,
): RedisLayout {
  const own = prefixedLayout(prefix);
  return {
    ...own,
    lockKey: remembered((name) => checkText("layout.key", key(name))),
    channel: channel
      ? remembered((name) => checkText("layout.channel", channel(name)))
      : own.channel,
    message: message ?? FREED,
    ...(list ? { signalKey: list } : {}),
    fenceless: true,
    exclusive: true,
  };
}

/** @throws {TypeError} on anything but a valid key or channel name, before anything is sent. */
function checkText(what: string, text: string): string {
  if (typeof text === "string" && text !== "" && text.isWellFormed()) return text;
  const got = typeof text === "string" ? JSON.stringify(text) : show(text);
  throw new TypeError(`${what} must return a non-empty, well-formed string, returned ${got}`);
}
