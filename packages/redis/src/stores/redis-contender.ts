import type {
  Chance,
  Claim,
  Contender,
  Grant,
  Refusal,
  Sharing,
  TakenOver,
  Transfer,
  TransferOptions,
} from "@lockwire/core/backend";
import { ACQUIRE, ACQUIRE_SLOT, TRANSFER, TRANSFER_SLOT } from "../scripts/scripts.js";
import { RedisLease } from "./redis-lease.js";
import type { RedisSteps } from "./redis-steps.js";
import type { ReleaseWait } from "./release-wait.js";
import { readAcquired, readAcquiredSlot, readTakenOver, readTransfer } from "./replies.js";
import { steal } from "./steal.js";

/** The entry of a waiter that polls, since it gets no grant messages. */
const POLLING = "- -";

/** One acquisition on Redis: its token, its place in the queue, and how it learns of a release. */
export class RedisContender implements Contender {
  readonly #steps: RedisSteps;
  readonly #claim: Claim;
  readonly #wait: ReleaseWait;
  readonly #lease: RedisLease;
  /** The entry that may be in the queue, from the first attempt that queues until the end: a late attempt may queue again. */
  #entry = "";
  /** It has made an attempt, and is waiting. */
  #isWaiting = false;
  /** It makes no further attempts. */
  #isOver = false;

  constructor(steps: RedisSteps, claim: Claim, wait: ReleaseWait) {
    this.#steps = steps;
    this.#claim = claim;
    this.#wait = wait;
    this.#lease = new RedisLease(steps, claim);
  }

  tryAcquire(ttl: number, options: { readonly enqueue: boolean }): Promise<Grant | Refusal> {
    const repeats = this.#steps.repeats();
    return this.#attempt(ttl, options).then(repeats);
  }

  #attempt(ttl: number, { enqueue }: { readonly enqueue: boolean }): Promise<Grant | Refusal> {
    if (this.#claim.steals) return steal(this.#steps, this.#claim, ttl, () => this.#isOver);
    const { name, token, sharing } = this.#claim;
    const queueing = enqueue ? this.#queueing() : "";
    if (queueing !== "") this.#noteEntry(ttl);
    const args = [token, `${ttl}`, this.#steps.context(name)];
    if (sharing) args.push(wishOf(sharing));
    if (this.#entry !== "") args.push(this.#entry, queueing);
    this.#isWaiting ||= enqueue;
    if (!sharing) return this.#steps.run(ACQUIRE, readAcquired, "acquire", name, args);
    const read = readAcquiredSlot(sharing.mode === "shared");
    return this.#steps.runOnSlots(ACQUIRE_SLOT, read, "acquire", name, args);
  }

  nextChance(chance: Chance, signal: AbortSignal): Promise<void> {
    return this.#wait.nextChance(chance, signal);
  }

  stopWaiting(): void {
    this.#isOver = true;
    this.#wait.stop();
  }

  renew(ttl: number, { shorten }: { readonly shorten: boolean }): Promise<boolean> {
    return this.#lease.renew(ttl, shorten);
  }

  release(): Promise<boolean> {
    this.#releaseOrphanGrants();
    return this.#lease.release(this.#entry);
  }

  releaseIn(ms: number): Promise<boolean> {
    this.#releaseOrphanGrants();
    return this.#lease.releaseIn(this.#entry, ms);
  }

  async takeOver(token: string, ttl: number): Promise<TakenOver | undefined> {
    const { name, token: own } = this.#claim;
    const args = [token, own, `${ttl}`, this.#steps.context(name)];
    const key = await this.#steps.run(TRANSFER, readTransfer, "resume", name, args);
    if (key.outcome === "transferred") return { acquired: true, fence: key.fence };
    if (!this.#steps.sharing) return undefined;
    const taken = await this.#steps.runOnSlots(TRANSFER_SLOT, readTakenOver, "resume", name, args);
    if (taken?.sharing) this.#lease.tookSlot();
    return taken ?? undefined;
  }

  async downgrade(): Promise<Grant | undefined> {
    const downgraded = await this.#lease.downgrade();
    return downgraded === "refused" ? undefined : downgraded;
  }

  tryUpgrade(): Promise<Grant | "refused" | undefined> {
    return this.#lease.tryUpgrade();
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

  /** Its entry may still be in the queue, or be there again. */
  #releaseOrphanGrants(): void {
    if (this.#entry === "") return;
    this.#wait.onOrphanGrant?.(() => this.#lease.releaseQuietly(this.#entry));
  }

  /** From now on the lock may be granted to this contender, even before the reply arrives. */
  #noteEntry(ttl: number): string {
    const { place = POLLING } = this.#wait;
    const { token, sharing } = this.#claim;
    const wish = sharing ? ` ${wishOf(sharing)}` : "";
    if (this.#entry === "") this.#entry = `${place} ${ttl} ${token}${wish}`;
    return this.#entry;
  }

  /**
   * How an attempt queues. A polling waiter joins the queue only if there is one, from its second attempt on. A polling sharer
   * always joins; otherwise exclusive waiters would starve.
   */
  #queueing(): "subscribed" | "unsubscribed" | "behind" | "" {
    if (this.#wait.place === undefined) {
      if (this.#claim.sharing) return "unsubscribed";
      return this.#isWaiting ? "behind" : "";
    }
    const subscribed = this.#wait.isSubscribed?.();
    if (subscribed === undefined) return "";
    return subscribed ? "subscribed" : "unsubscribed";
  }
}

/** The mode that a waiter wants, as written in its queue entry. */
function wishOf(sharing: Sharing): string {
  return sharing.mode === "shared" ? "shared" : `${sharing.limit}`;
}
