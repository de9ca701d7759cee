import type { BackendReports, Chance } from "@lockwire/core";
import type { ReleaseWait } from "@lockwire/core/redis";
import { PushWait } from "../push-wait.js";
import type { GrantRouter } from "./grant-router.js";

/**
 * A waiter in the hand-off: it queues on Redis, and a release grants it the lock and says so in a message to its client.
 * The grant stands for seconds; the waiter's next attempt confirms it for the whole ttl. So a message that is late, lost,
 * repeated or forged does no harm: it leads to an attempt, and only the reply to that is the lock.
 */
export class GrantWait implements ReleaseWait {
  readonly place: string;
  readonly #name: string;
  readonly #router: GrantRouter;
  readonly #ownPlace: string;
  readonly #wait: PushWait;

  constructor(router: GrantRouter, name: string, reports: BackendReports, safetyPoll: number) {
    this.#name = name;
    this.#router = router;
    this.#ownPlace = router.newPlace();
    this.place = router.entryOf(this.#ownPlace);
    const listen = { source: router.inboxOf(name), key: this.#ownPlace };
    this.#wait = new PushWait({ name, ...listen, reports, safetyPoll });
  }

  /** Attaches only where the client listens already: an uncontended acquire opens no subscription. */
  isSubscribed(): boolean | undefined {
    return this.#router.stateOf(this.#name) === undefined ? undefined : this.#wait.attach();
  }

  nextChance(chance: Chance, signal: AbortSignal): Promise<void> {
    return this.#wait.nextChance(chance, signal);
  }

  stop(): void {
    this.#wait.stop();
  }

  onOrphanGrant(release: () => void): void {
    this.#router.releaseGrantsTo(this.#ownPlace, release);
  }
}
