import type { Channel, ChannelListener, ChannelState } from "./channel.js";

/** Where a watch listens: at a lock's release channel, or for its own token at its process's channel. */
export interface Ears {
  /** Whether a command that is sent after `listen` is answered after the subscription took effect. */
  readonly ordered: boolean;
  /** Joins; the channel's state and the listener's calls tell what comes of it. */
  listen(key: string, listener: ChannelListener): Channel;
  leave(key: string, listener: ChannelListener): void;
}

/** The channels themselves. */
export interface Channels extends Ears {
  /** Undefined for a channel that nobody here has joined. */
  stateOf(name: string): ChannelState | undefined;
  close(): Promise<void>;
}
