import type { BackendReports, Chance } from "@lockwire/core/backend";
import type { ReleaseWait } from "@lockwire/redis";
import { PushWait } from "../push-wait.js";
import type { GrantRouter } from "./grant-router.js";

/**
 * A waiter in the hand-off: it queues on Redis, and a release grants it the lock and notifies its client by a message. The
 * grant lasts for seconds; the waiter's next attempt confirms it for the whole ttl. So a message that is late, lost,
 * repeated or forged does no harm: it only leads to an attempt, and only the reply to that attempt can grant the lock.
 */
export class GrantWait implements ReleaseWait {
  readonly #router: GrantRouter;
  readonly #name: string;
  readonly #reports: BackendReports;
  readonly #safetyPoll: number;
  /** Identifies the waiter within this client; created at its first wait, so never for an uncontended acquire. */
  #key: string | undefined;
  #wait: PushWait | undefined;

  constructor(router: GrantRouter, name: string, reports: BackendReports, safetyPoll: number) {
    this.#router = router;
    this.#name = name;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  get place(): string {
    return this.#router.placeOf(this.#ownKey());
  }

  /** Listens only if the client already does: an uncontended acquire opens no subscription. */
  isSubscribed(): boolean | undefined {
    return this.#router.listensTo(this.#name) ? this.#waiting().attach() : undefined;
  }

  nextChance(chance: Chance, signal: AbortSignal): Promise<void> {
    return this.#waiting().nextChance(chance, signal);
  }

  stop(): void {
    this.#wait?.stop();
  }

  onOrphanGrant(release: () => void): void {
    this.#router.releaseGrantsTo(this.#ownKey(), release);
  }

  #ownKey(): string {
    this.#key ??= this.#router.newKey();
    return this.#key;
  }

  #waiting(): PushWait {
    this.#wait ??= new PushWait({
      name: this.#name,
      source: this.#router.inboxOf(this.#name),
      key: this.#ownKey(),
      hearsGrants: true,
      reports: this.#reports,
      safetyPoll: this.#safetyPoll,
    });
    return this.#wait;
  }
}
