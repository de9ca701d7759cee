import type { BackendReports, Chance } from "@lockwire/core/backend";
import type { ReleaseWait } from "@lockwire/redis";
import { PushWait } from "../push-wait.js";
import type { GrantRouter } from "./grant-router.js";

/**
 * A waiter in the hand-off: it queues on Redis, and a release grants it the lock and says so in a message to its client.
 * The grant stands for seconds; the waiter's next attempt confirms it for the whole ttl. So a message that is late, lost,
 * repeated or forged does no harm: it leads to an attempt, and only the reply to that is the lock.
 */
export class GrantWait implements ReleaseWait {
  readonly #router: GrantRouter;
  readonly #name: string;
  readonly #reports: BackendReports;
  readonly #safetyPoll: number;
  /** Names the waiter in this client; made when it first waits, which an uncontended acquire does not. */
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

  /** Listens only where the client does already: an uncontended acquire opens no subscription. */
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
