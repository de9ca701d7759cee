import type {
  Chance,
  Claim,
  Contender,
  Grant,
  Refusal,
  Transfer,
  TransferOptions,
} from "@lockwire/core/backend";
import { ACQUIRE, RENEW, TRANSFER } from "../scripts/scripts.js";
import type { RedisSteps } from "./redis-steps.js";
import type { ReleaseWait } from "./release-wait.js";
import { readAcquired, readRenewed, readTransfer } from "./replies.js";

/** The place of a waiter that is told of no grants: it polls. */
const POLLING = "- -";

/** One acquisition on Redis: its token, its place in the queue, and how it learns of a release. */
export class RedisContender implements Contender {
  readonly #steps: RedisSteps;
  readonly #claim: Claim;
  readonly #wait: ReleaseWait;
  /** What the lock's key holds while the lock is held by this contender. */
  #token: string;
  /** The token that an unanswered renewal for a shorter term may have set. */
  #nextToken: string | undefined;
  #shortened = 0;
  /** What may stand in the queue, from the first attempt that was to queue to the end: a late attempt may queue again. */
  #entry = "";
  /** It has made an attempt, and waits. */
  #isWaiting = false;

  constructor(steps: RedisSteps, claim: Claim, wait: ReleaseWait) {
    this.#steps = steps;
    this.#claim = claim;
    this.#wait = wait;
    this.#token = claim.token;
  }

  tryAcquire(ttl: number, { enqueue }: { readonly enqueue: boolean }): Promise<Grant | Refusal> {
    const { name, token } = this.#claim;
    const queueing = enqueue ? this.#queueing() : "";
    if (queueing !== "") this.#noteEntry(ttl);
    const args = [token, `${ttl}`, this.#steps.context(name)];
    if (this.#entry !== "") args.push(this.#entry, queueing);
    this.#isWaiting ||= enqueue;
    return this.#steps.run(ACQUIRE, readAcquired, "acquire", name, args);
  }

  nextChance(chance: Chance, signal: AbortSignal): Promise<void> {
    return this.#wait.nextChance(chance, signal);
  }

  stopWaiting(): void {
    this.#wait.stop();
  }

  async renew(ttl: number, { shorten }: { readonly shorten: boolean }): Promise<boolean> {
    if (shorten && this.#nextToken === undefined) {
      this.#shortened += 1;
      this.#nextToken = `${this.#claim.token}.${this.#shortened}`;
    }
    const [token, next] = [this.#token, this.#nextToken];
    const args = [token, `${ttl}`, ...(next === undefined ? [] : [next])];
    const { name } = this.#claim;
    const renewed = await this.#steps.run(RENEW, readRenewed, "renew", name, args);
    if (renewed && next !== undefined && this.#nextToken === next) {
      this.#token = next;
      this.#nextToken = undefined;
    }
    // A renewal for a shorter term was sent later and arrived before: this one says nothing about the lease.
    const overtaken = next === undefined && (this.#nextToken ?? this.#token) !== token;
    return renewed || overtaken;
  }

  release(): Promise<boolean> {
    const { name, token } = this.#claim;
    if (this.#entry !== "")
      this.#wait.onOrphanGrant?.(() => this.#steps.releaseQuietly(name, token));
    return this.#steps.release(name, token, this.#entry);
  }

  async transfer(to: RedisContender, options: TransferOptions): Promise<Transfer> {
    const { name, token } = this.#claim;
    const args = [token, to.#claim.token, `${options.ttl}`, this.#steps.context(name)];
    if (options.yield && to.#wait.place !== undefined) {
      const subscribed = to.#wait.isSubscribed?.() === true;
      args.push(to.#noteEntry(options.ttl), subscribed ? "subscribed" : "unsubscribed");
    }
    const transfer = await this.#steps.run(TRANSFER, readTransfer, "transfer", name, args);
    const isUnconfirmed = this.#steps.confirmsTransfers && transfer.outcome === "transferred";
    return isUnconfirmed ? { outcome: "unconfirmed" } : transfer;
  }

  /** From here on the lock may be granted to this contender, before the reply has even come in. */
  #noteEntry(ttl: number): string {
    const { place = POLLING } = this.#wait;
    if (this.#entry === "") this.#entry = `${place} ${ttl} ${this.#claim.token}`;
    return this.#entry;
  }

  /** How an attempt queues. A waiter that is told of no grants stands in the queue only where others do, from its second attempt on. */
  #queueing(): "subscribed" | "unsubscribed" | "behind" | "" {
    if (this.#wait.place === undefined) return this.#isWaiting ? "behind" : "";
    const subscribed = this.#wait.isSubscribed?.();
    if (subscribed === undefined) return "";
    return subscribed ? "subscribed" : "unsubscribed";
  }
}
