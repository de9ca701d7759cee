import type { Channel, ChannelListener, ChannelState } from "./channel.js";

/** The source of a waiter's messages: a lock's release channel, or the grants of its client. */
export interface MessageSource {
  /** Whether an attempt that is sent after `listen` is answered after the subscription took effect. */
  readonly ordered: boolean;
  /** Subscribes; the channel's state and calls to the listener report the outcome. */
  listen(key: string, listener: ChannelListener): Channel;
  leave(key: string, listener: ChannelListener): void;
}

/** The channels themselves. */
export interface Channels extends MessageSource {
  /** Undefined for a channel without listeners. */
  stateOf(name: string): ChannelState | undefined;
  close(): Promise<void>;
}
