import type { Claim } from "@lockwire/core";
import { Channel, type ChannelListener } from "../channel.js";
import type { Ears } from "../ears.js";
import type { Subscriber } from "../subscriber.js";
import { type GrantMessage, parseGrant } from "./message.js";

/** Stands in the queue for a client that hears nothing. */
const DEAF = "-";

/** A token that may be granted the lock, and who waits for that. */
interface Slot {
  listener: ChannelListener | undefined;
  /** A grant that came before its waiter listened. */
  text: string;
  /** The last fence that the server had given out when it turned the token down. */
  floor: number;
}

/** How many given-up claims are remembered; a grant to one of them comes within moments, if at all. */
const REMEMBERED = 1_024;

/** Takes in the grants on the channel of this process, and hands each to the waiter whose token it names. */
export class Desk implements Ears, ChannelListener {
  readonly #subscriber: Subscriber;
  readonly #clientId: string;
  readonly #channelName: string;
  readonly #onStray: (claim: Claim) => void;
  readonly #slots = new Map<string, Slot>();
  readonly #givenUp = new Map<string, Claim>();
  #channel = new Channel();

  /** @param onStray is told of a grant to a claim that was given up. */
  constructor(
    subscriber: Subscriber,
    clientId: string,
    processChannels: string,
    onStray: (claim: Claim) => void,
  ) {
    this.#subscriber = subscriber;
    this.#clientId = clientId;
    this.#channelName = `${processChannels}${clientId}`;
    this.#onStray = onStray;
  }

  get ordered(): boolean {
    return this.#subscriber.ordered;
  }

  /**
   * What to queue under now: our id when a grant would be heard, `-` when it is known that it would not, undefined while
   * that is open.
   */
  get sign(): string | undefined {
    const state = this.#subscriber.stateOf(this.#channelName);
    if (state === "live" || (state === "joining" && this.ordered)) return this.#clientId;
    return state === "down" ? DEAF : undefined;
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

  /** A grant to this claim is nobody's from now on. */
  giveUp(claim: Claim): void {
    this.forget(claim.token);
    this.#givenUp.set(claim.token, claim);
    const [oldest] = this.#givenUp.keys();
    if (this.#givenUp.size > REMEMBERED && oldest !== undefined) this.#givenUp.delete(oldest);
  }

  forget(token: string): void {
    if (this.#slots.delete(token) && this.#slots.size === 0) {
      this.#subscriber.leave(this.#channelName, this);
    }
  }

  listen(token: string, listener: ChannelListener): Channel {
    const slot = this.#slot(token);
    slot.listener = listener;
    if (slot.text !== "") listener.message(slot.text);
    return this.#channel;
  }

  leave(token: string): void {
    this.forget(token);
  }

  message(text: string): void {
    const grant = parseGrant(text);
    if (!grant) return;
    const slot = this.#slots.get(grant.token);
    if (slot?.listener) slot.listener.message(text);
    else if (slot) slot.text = text;
    else this.#stray(grant.token);
  }

  live(): void {
    for (const { listener } of this.#slots.values()) listener?.live();
  }

  down(reason: string, cause?: unknown): void {
    for (const { listener } of this.#slots.values()) listener?.down(reason, cause);
  }

  #stray(token: string): void {
    const claim = this.#givenUp.get(token);
    if (claim && this.#givenUp.delete(token)) this.#onStray(claim);
  }

  #slot(token: string): Slot {
    const known = this.#slots.get(token);
    if (known) return known;
    const slot: Slot = { listener: undefined, text: "", floor: 0 };
    this.#slots.set(token, slot);
    if (this.#slots.size === 1) this.#channel = this.#subscriber.listen(this.#channelName, this);
    return slot;
  }
}
