import { Channel, type ChannelListener } from "../channel.js";
import type { Channels, Ears } from "../ears.js";
import { type GrantMessage, parseGrant } from "./message.js";

/** What a slot keeps instead of a grant that may have been missed: no grant, so that its waiter asks again. */
const MISSED = "missed";

/** A token that may be granted the lock, and who waits for that. */
interface Slot {
  listener: ChannelListener | undefined;
  /** What came before its waiter listened: a grant, or word that one may have been missed. */
  text: string;
  /** The last fence that the server had given out when it turned the token down. */
  floor: number;
}

export interface DeskOptions {
  readonly channels: Channels;
  /** The channel of this process on which the grants come in. */
  readonly channelName: string;
  /** Is told of a grant that nobody here waits for. */
  readonly onStray: (token: string) => void;
  /** Called when nobody waits here any more. */
  readonly onEmpty: () => void;
}

/** Takes in the grants on a channel of this process, and hands each to the waiter whose token it names. */
export class Desk implements Ears, ChannelListener {
  readonly #options: DeskOptions;
  readonly #slots = new Map<string, Slot>();
  #channel = new Channel();
  /** Grants do not come in for now: they are made to one who hears nothing. */
  #deaf = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get ordered(): boolean {
    return this.#options.channels.ordered;
  }

  /** Keeps whatever comes for a token from now on. */
  expect(token: string): void {
    this.#slot(token);
  }

  /** Whatever was granted to the token up to this fence is over. */
  turnedDown(token: string, fence: number): void {
    const slot = this.#slots.get(token);
    if (slot) slot.floor = fence;
  }

  /** Whether a grant is younger than the last time that its token was turned down. */
  isFresh({ token, fence }: GrantMessage): boolean {
    return fence > (this.#slots.get(token)?.floor ?? 0);
  }

  /** Keeps nothing for the token, unless someone still listens for it. */
  expectNoMore(token: string): void {
    if (this.#slots.get(token)?.listener === undefined) this.#forget(token);
  }

  #forget(token: string): void {
    if (!this.#slots.delete(token) || this.#slots.size > 0) return;
    const { channels, channelName, onEmpty } = this.#options;
    channels.leave(channelName, this);
    onEmpty();
  }

  listen(token: string, listener: ChannelListener): Channel {
    const slot = this.#slot(token);
    slot.listener = listener;
    if (slot.text !== "") listener.message(slot.text);
    return this.#channel;
  }

  leave(token: string): void {
    this.#forget(token);
  }

  message(text: string): void {
    const grant = parseGrant(text);
    if (!grant) return;
    const slot = this.#slots.get(grant.token);
    if (slot?.listener) slot.listener.message(text);
    else if (slot) slot.text = text;
    else this.#options.onStray(grant.token);
  }

  live(): void {
    const wasDeaf = this.#deaf;
    this.#deaf = false;
    for (const slot of this.#slots.values()) {
      if (slot.listener) slot.listener.live();
      else if (wasDeaf) slot.text = MISSED;
    }
  }

  down(reason: string, cause?: unknown): void {
    this.#deaf = true;
    for (const slot of this.#slots.values()) {
      if (slot.listener) slot.listener.down(reason, cause);
      else slot.text = MISSED;
    }
  }

  #slot(token: string): Slot {
    const known = this.#slots.get(token);
    if (known) return known;
    const slot: Slot = { listener: undefined, text: "", floor: 0 };
    this.#slots.set(token, slot);
    const { channels, channelName } = this.#options;
    if (this.#slots.size > 1) return slot;
    this.#channel = channels.listen(channelName, this);
    this.#deaf = this.#channel.state === "down";
    return slot;
  }
}
