import { randomBytes } from "node:crypto";
import type { Channels } from "../message-source.js";
import { WakeRateLimiter } from "../wake-rate-limiter.js";
import { GrantInbox } from "./grant-inbox.js";

/** How many former waiters to remember; a grant to one of them arrives within moments, if at all. */
const REMEMBERED = 1_024;

export interface GrantRouterOptions {
  readonly channels: Channels;
  /** The prefix of a client's grant channel for a lock. */
  readonly clientChannels: (name: string) => string;
}

/** The inboxes of a client: one for all locks, or one per lock on a Cluster, where the channel is in the lock's slot. */
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

  /** A new waiter's key, which grants contain. */
  newKey(): string {
    this.#keys += 1;
    return this.#keys.toString(36);
  }

  /** The part of a queue entry that identifies a waiter. */
  placeOf(key: string): string {
    return `${this.#clientId} ${key}`;
  }

  /** The inbox for the grants of a lock. */
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

  /** Whether anybody listens for grants of a lock, or of any lock if one channel serves all. */
  listensTo(name: string): boolean {
    return this.#options.channels.stateOf(this.#channelOf(name)) !== undefined;
  }

  /** Remembers a waiter that has gone: a grant to it is released, so that the next waiter gets the lock. */
  releaseGrantsTo(key: string, release: () => void): void {
    this.#gone.set(key, release);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > REMEMBERED && oldest !== undefined) this.#gone.delete(oldest);
  }

  #channelOf(name: string): string {
    return `${this.#options.clientChannels(name)}${this.#clientId}`;
  }

  /** A grant expires within seconds anyway, so excess messages in a flood of forged ones are ignored. */
  #orphanGrant(key: string): void {
    const release = this.#gone.get(key);
    if (release && this.#releases.take()) release();
  }
}
