import { show } from "@lockwire/core/backend";
import { FREED } from "../scripts/constants.js";
import { prefixedLayout, type RedisLayout } from "./layout.js";
import type { Neighbour } from "./neighbours.js";
import { remembered } from "./remembered.js";

/**
 * A neighbour's layout: its key, its channel, and a key of Lockwire's own for the fence. Where it has no channel, clients
 * of Lockwire tell each other of their releases on one of their own.
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

/** @throws {TypeError} on what is no name of a key or a channel, before anything is sent. */
function checkText(what: string, text: string): string {
  if (typeof text === "string" && text !== "" && text.isWellFormed()) return text;
  const got = typeof text === "string" ? JSON.stringify(text) : show(text);
  throw new TypeError(`${what} must return a non-empty, well-formed string, returned ${got}`);
}
