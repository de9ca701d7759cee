import { randomBytes } from "node:crypto";
import type { Channels } from "../message-source.js";
import { WakeRateLimiter } from "../wake-rate-limiter.js";
import { GrantInbox } from "./grant-inbox.js";

/** How many waiters that are gone are remembered; a grant to one of them comes within moments, if at all. */
const REMEMBERED = 1_024;

export interface GrantRouterOptions {
  readonly channels: Channels;
  /** What the channel of a client starts with on which the grants of a lock come in. */
  readonly clientChannels: (name: string) => string;
}

/** The inboxes of a client: one for all locks, or one for each where the channel is in the lock's own slot. */
export class GrantRouter {
  /** Names this client in queues and channels; nobody can guess it. */
  readonly #clientId = randomBytes(12).toString("base64url");
  readonly #options: GrantRouterOptions;
  readonly #inboxes = new Map<string, GrantInbox>();
  readonly #gone = new Map<string, () => void>();
  readonly #releases = new WakeRateLimiter();
  #keys = 0;

  constructor(options: GrantRouterOptions) {
    this.#options = options;
  }

  /** A key for a new waiter, which a grant names. */
  newKey(): string {
    this.#keys += 1;
    return this.#keys.toString(36);
  }

  /** What stands in the queue for a waiter. */
  placeOf(key: string): string {
    return `${this.#clientId} ${key}`;
  }

  /** Where the grants of a lock come in. */
  inboxOf(name: string): GrantInbox {
    const channelName = this.#channelOf(name);
    const known = this.#inboxes.get(channelName);
    if (known) return known;
    const inbox = new GrantInbox({
      channels: this.#options.channels,
      channelName,
      onOrphanGrant: (key) => this.#orphanGrant(key),
      onEmpty: () => void this.#inboxes.delete(channelName),
    });
    this.#inboxes.set(channelName, inbox);
    return inbox;
  }

  /** Whether somebody listens for grants of a lock, or of any lock where one channel serves all. */
  listensTo(name: string): boolean {
    return this.#options.channels.stateOf(this.#channelOf(name)) !== undefined;
  }

  /** A waiter that is gone: a grant to it is released, so that the lock goes to the next. */
  releaseGrantsTo(key: string, release: () => void): void {
    this.#gone.set(key, release);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > REMEMBERED && oldest !== undefined) this.#gone.delete(oldest);
  }

  #channelOf(name: string): string {
    return `${this.#options.clientChannels(name)}${this.#clientId}`;
  }

  /** A grant stands for moments only, so in a flood of forged messages those that are too many are ignored. */
  #orphanGrant(key: string): void {
    const release = this.#gone.get(key);
    if (release && this.#releases.take()) release();
  }
}
