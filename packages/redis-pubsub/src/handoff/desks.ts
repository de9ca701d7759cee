import type { Claim } from "@lockwire/core";
import type { Channels } from "../ears.js";
import { Desk } from "./desk.js";

/** Stands in the queue for a client that hears nothing. */
const DEAF = "-";

/** How many given-up claims are remembered; a grant to one of them comes within moments, if at all. */
const REMEMBERED = 1_024;

export interface DesksOptions {
  readonly channels: Channels;
  /** What the channel of a process starts with on which the grants of a lock come in. */
  readonly processChannels: (name: string) => string;
  /** Names this process in the queue. */
  readonly clientId: string;
  /** Is told of a grant to a claim that was given up. */
  readonly onStray: (claim: Claim) => void;
}

/** The desks of a process: one for all locks, or one for each where the channel is in the lock's own slot. */
export class Desks {
  readonly clientId: string;
  readonly #options: DesksOptions;
  readonly #desks = new Map<string, Desk>();
  readonly #givenUp = new Map<string, Claim>();

  constructor(options: DesksOptions) {
    this.clientId = options.clientId;
    this.#options = options;
  }

  /** Where the grants of a lock come in. */
  of(name: string): Desk {
    const channelName = this.#channelOf(name);
    const known = this.#desks.get(channelName);
    if (known) return known;
    const desk = new Desk({
      channels: this.#options.channels,
      channelName,
      onStray: (token) => this.#stray(token),
      onEmpty: () => void this.#desks.delete(channelName),
    });
    this.#desks.set(channelName, desk);
    return desk;
  }

  /**
   * What to queue under now: our id when a grant would be heard, `-` when it is known that it would not, undefined while
   * that is open.
   */
  signFor(name: string): string | undefined {
    const { channels, clientId } = this.#options;
    const state = channels.stateOf(this.#channelOf(name));
    if (state === "live" || (state === "joining" && channels.ordered)) return clientId;
    return state === "down" ? DEAF : undefined;
  }

  /** Keeps whatever comes for a claim from now on. */
  expect({ name, token }: Claim): void {
    this.#givenUp.delete(token);
    this.of(name).expect(token);
  }

  /** Whatever was granted to the claim up to this fence is over. */
  turnedDown({ name, token }: Claim, fence: number): void {
    this.#desks.get(this.#channelOf(name))?.turnedDown(token, fence);
  }

  /** A waiter that listens hears all the same, until it leaves: it may ask once more. */
  expectNoMore({ name, token }: Claim): void {
    this.#desks.get(this.#channelOf(name))?.expectNoMore(token);
  }

  /** A grant to this claim is nobody's from now on. */
  giveUp(claim: Claim): void {
    this.expectNoMore(claim);
    this.#givenUp.set(claim.token, claim);
    const [oldest] = this.#givenUp.keys();
    if (this.#givenUp.size > REMEMBERED && oldest !== undefined) this.#givenUp.delete(oldest);
  }

  #channelOf(name: string): string {
    return `${this.#options.processChannels(name)}${this.#options.clientId}`;
  }

  #stray(token: string): void {
    const claim = this.#givenUp.get(token);
    if (claim && this.#givenUp.delete(token)) this.#options.onStray(claim);
  }
}
