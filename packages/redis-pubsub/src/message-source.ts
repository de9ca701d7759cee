import type { Channel, ChannelListener, ChannelState } from "./channel.js";

/** Where a waiter's messages come from: a lock's release channel, or the grants of its client. */
export interface MessageSource {
  /** Whether an attempt that is sent after `listen` is answered after the subscription took effect. */
  readonly ordered: boolean;
  /** Joins; the channel's state and the listener's calls tell what comes of it. */
  listen(key: string, listener: ChannelListener): Channel;
  leave(key: string, listener: ChannelListener): void;
}

/** The channels themselves. */
export interface Channels extends MessageSource {
  /** Undefined for a channel that nobody here has joined. */
  stateOf(name: string): ChannelState | undefined;
  close(): Promise<void>;
}
