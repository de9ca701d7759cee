import type { Claim } from "../contract/backend.js";
import { asBackendError, LockLostError, type LossReason } from "../contract/errors.js";
import { type AcquireTerms, MAX_DELAY } from "../contract/options.js";
import { Alarm } from "./alarm.js";
import { answerWithin } from "./answer.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import type { Taken } from "./contest.js";
import { LOSS } from "./loss.js";
import { usableUntil } from "./validity.js";

/** `unknown`: a renewal is under way or has failed; still ours until the deadline. */
export type LeaseState = "held" | "unknown" | "lost" | "released";

/** The holder, as its lease sees it. */
export interface LeaseHolder {
  extended(ttl: number): void;
  lost(error: LockLostError): void;
}

/** How much later than asked an alarm may ring of itself, in ms. */
const LATE = 1;

/**
 * The term of a lock at the backend: when it ends, and its renewal until it is freed, lost, or at its longest. It may
 * serve several holders of this process, one after another.
 */
export class Lease {
  readonly claim: Claim;
  /** The highest fence given out under this lease. */
  fence: number;
  readonly #firstFence: number;
  readonly #lastFence: number;
  #state: LeaseState = "held";
  #holder: LeaseHolder | undefined;
  #ttl: number;
  #deadline: number;
  /** The end of the holder's longest hold. */
  #ends = Number.POSITIVE_INFINITY;
  /** The term may be a part of what its holder asked for: what a grant gave, or what a holder before has left. */
  #brief: boolean;
  /** The term reaches to the end of the longest hold; there is nothing to renew it for. */
  #capped = false;
  #autoExtend = true;
  /** A request for a shorter term that has not been answered. */
  #cut: { readonly sentAt: number; readonly until: number } | undefined;
  #renewAt = Number.POSITIVE_INFINITY;
  #alarm: Alarm | undefined;
  #loss: LockLostError | undefined;
  #failure: unknown;
  readonly #arena: Arena;

  readonly #ring = () => this.#wake();

  constructor(arena: Arena, { claim, fence, headroom, ttl, validUntil, brief }: Taken) {
    this.#arena = arena;
    this.claim = claim;
    this.fence = fence;
    this.#firstFence = fence;
    this.#lastFence = fence + headroom;
    this.#ttl = ttl;
    this.#deadline = validUntil;
    this.#brief = brief;
  }

  /** Looks at the clock first: after a blocked event loop the timer has not run yet. */
  get state(): LeaseState {
    if (this.#isOurs() && now() >= this.#until) this.#runOut();
    return this.#state;
  }

  get loss(): LockLostError | undefined {
    return this.#loss;
  }

  remaining(): number {
    const { state } = this;
    return state === "held" || state === "unknown" ? Math.max(0, this.#until - now()) : 0;
  }

  /** Starts a holder's time, on its own terms. */
  serve(holder: LeaseHolder, terms: AcquireTerms): void {
    this.#holder = holder;
    this.#ttl = Math.floor(Math.min(terms.ttl, terms.maxHold));
    const at = now();
    this.#ends = at + terms.maxHold;
    const whole = terms.maxHold <= terms.ttl && !this.#brief;
    this.#capped = whole || this.#deadline >= this.#ends;
    this.#autoExtend = terms.autoExtend;
    this.#renewAt = this.#nextRenewal(at);
    this.#schedule(at);
  }

  /**
   * Whether it can go on under a holder with these terms: half of the term that it asks for is left, so that there is
   * time to renew, and not more than all of it, so that it would be free as soon if this process died.
   */
  suits({ ttl, autoExtend }: AcquireTerms): boolean {
    if (this.fence >= this.#lastFence || this.state !== "held") return false;
    const left = this.#deadline - now();
    return autoExtend && left >= ttl / 2 && left <= ttl;
  }

  /** Asks for a term of `ttl` from now, which renewals then keep to. */
  async extend(ttl: number): Promise<void> {
    this.#throwIfOver();
    const bound = Math.min(this.#arena.commandTimeout, this.remaining());
    this.#ttl = ttl;
    try {
      await answerWithin(this.#renew(), bound, this.claim.name, "renew");
    } finally {
      this.#throwIfOver();
    }
  }

  /** Frees the lease; false when it was no longer ours. The release goes on when the answer is late. */
  free(): Promise<boolean> {
    if (this.state === "lost") return Promise.resolve(false);
    this.#end("released");
    return this.#arena.ghosts.free(this.claim, this.#ttl, this.#newFence);
  }

  /** Ends a holder's time; the lease stays, for the next one. */
  vacate(): void {
    this.#brief = true;
    this.#holder = undefined;
  }

  /** Stops minding the lease, which goes to another claim. */
  handOff(): void {
    this.#end("released");
  }

  /** Ends the lease against its holder's will, who is told first. */
  abandon(message: string, free: boolean): void {
    if (this.#isOurs()) this.#lose("expired", message, free);
  }

  /** The backend gave it up, or to someone else, as we happen to know before a renewal tells. */
  takenAway(): void {
    if (this.#isOurs()) this.#lose("stolen");
  }

  async #renew(): Promise<void> {
    const sentAt = now();
    const longest = this.#ends - sentAt;
    const ttl = Math.max(1, Math.floor(Math.min(this.#ttl, longest)));
    this.#state = "unknown";
    this.#shorten(sentAt, usableUntil(sentAt, ttl));
    this.#renewAt = sentAt + this.#retryDelay();
    this.#schedule();
    try {
      const ours = await this.#arena.store.renew(this.claim, ttl);
      if (!this.#isOurs()) return;
      if (!ours) return this.#lose("stolen");
      this.#capped = longest <= this.#ttl;
      this.#renewed(sentAt, ttl);
    } catch (error) {
      this.#failure = asBackendError(error, this.claim.name, "renew");
      throw this.#failure;
    }
  }

  #renewed(sentAt: number, ttl: number): void {
    this.#state = "held";
    this.#failure = undefined;
    this.#brief = false;
    if (this.#cut && sentAt >= this.#cut.sentAt) this.#cut = undefined;
    const cut = this.#cut?.until ?? Number.POSITIVE_INFINITY;
    this.#deadline = Math.min(usableUntil(sentAt, ttl), cut);
    if (now() >= this.#until) return this.#runOut();
    this.#renewAt = this.#nextRenewal(now());
    this.#schedule();
    this.#holder?.extended(ttl);
  }

  /** A term that ends sooner may hold from the moment that it is asked for, whether its answer arrives or not. */
  #shorten(sentAt: number, until: number): void {
    if (until >= this.#deadline) return;
    this.#cut = { sentAt, until };
    this.#deadline = until;
  }

  #wake(): void {
    if (now() >= this.#until) return this.#runOut();
    if (now() < this.#renewAt) return this.#schedule();
    this.#renew().catch((error: unknown) => {
      if (this.#isOurs()) this.#arena.report(this.claim.name, error);
    });
  }

  #runOut(): void {
    const silent = this.#state === "unknown" && !this.#capped;
    this.#lose(silent ? "unreachable" : "expired");
  }

  /** The holder hears of it before anyone else can have the lock; what may still stand on the server goes after that. */
  #lose(why: LossReason, message = LOSS[why], free = why !== "stolen"): void {
    this.#end("lost");
    this.#loss = new LockLostError(this.claim.name, why, message, this.#failure);
    this.#holder?.lost(this.#loss);
    if (free) this.#arena.ghosts.sweep(this.claim, this.#ttl, this.#newFence);
  }

  #end(state: LeaseState): void {
    this.#state = state;
    this.#alarm?.cancel();
  }

  #throwIfOver(): void {
    if (this.state === "lost" && this.#loss) throw this.#loss;
  }

  /** The highest fence given out, where the backend does not know of it. */
  get #newFence(): number | undefined {
    return this.fence > this.#firstFence ? this.fence : undefined;
  }

  /** When the holder's time is over. */
  get #until(): number {
    return Math.min(this.#deadline, this.#ends);
  }

  #isOurs(): boolean {
    return this.#state === "held" || this.#state === "unknown";
  }

  /**
   * A third of what is left leaves room for two more tries; none past the longest hold. A term that is short of what
   * the holder asked for is brought up to it by the first renewal, with `autoExtend` or without.
   */
  #nextRenewal(at: number): number {
    const left = this.#until - at;
    const isShort = this.#brief && left < this.#ttl * 0.9;
    return this.#capped || !(this.#autoExtend || isShort)
      ? Number.POSITIVE_INFINITY
      : at + left / 3;
  }

  #retryDelay(): number {
    return Math.min(Math.max(this.#ttl / 10, 10), 1_000);
  }

  #schedule(at = now()): void {
    this.#alarm?.cancel();
    const delay = Math.min(this.#until, this.#renewAt) - at - LATE;
    this.#alarm = new Alarm(Math.min(Math.max(delay, 0), MAX_DELAY), this.#ring, false);
  }
}
