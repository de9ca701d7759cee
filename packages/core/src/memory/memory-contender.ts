import type {
  BackendReports,
  Chance,
  Claim,
  Contender,
  Grant,
  Refusal,
  TakenOver,
} from "../contract/backend.js";
import { AutoResetEvent } from "../engine/time/auto-reset-event.js";
import type { MemoryLock, MemoryWaiter } from "./memory-lock.js";
import type { MemorySpace } from "./memory-space.js";

/** The reference implementation of each step of an acquisition, without a server. */
export class MemoryContender implements Contender {
  readonly #space: MemorySpace;
  readonly #waiter: MemoryWaiter;
  /** A late attempt must not queue for a wait that is over. */
  #isOver = false;

  constructor(space: MemorySpace, claim: Claim, reports?: Pick<BackendReports, "lost">) {
    this.#space = space;
    this.#waiter = { claim, moved: new AutoResetEvent(), lost: () => reports?.lost(claim) };
  }

  async tryAcquire(
    ttl: number,
    { enqueue }: { readonly enqueue: boolean },
  ): Promise<Grant | Refusal> {
    if (this.#waiter.claim.steals) return this.#at((lock) => lock.steal(this.#waiter, ttl));
    return this.#at((lock) => lock.tryAcquire(this.#waiter, ttl, enqueue && !this.#isOver));
  }

  /** It has been queued since the attempt, so it has missed nothing. */
  nextChance({ freeIn }: Chance, signal: AbortSignal): Promise<void> {
    return this.#waiter.moved.wait(freeIn, signal);
  }

  async renew(ttl: number, { shorten }: { readonly shorten: boolean }): Promise<boolean> {
    return this.#at((lock) => lock.renew(this.#token, ttl, shorten));
  }

  async release(): Promise<boolean> {
    return this.#at((lock) => lock.release(this.#token));
  }

  async releaseIn(ms: number): Promise<boolean> {
    return this.#at((lock) => lock.releaseIn(this.#token, ms));
  }

  async takeOver(token: string, ttl: number): Promise<TakenOver | undefined> {
    return this.#at((lock) => lock.takeOver(token, this.#waiter, ttl));
  }

  async downgrade(): Promise<Grant | undefined> {
    return this.#at((lock) => lock.downgrade(this.#token));
  }

  async tryUpgrade(): Promise<Grant | "refused" | undefined> {
    return this.#at((lock) => lock.tryUpgrade(this.#token));
  }

  stopWaiting(): void {
    this.#isOver = true;
    this.#at((lock) => lock.leave(this.#waiter));
  }

  get #token(): string {
    return this.#waiter.claim.token;
  }

  #at<T>(step: (lock: MemoryLock) => T): T {
    return this.#space.at(this.#waiter.claim.name, step);
  }
}
