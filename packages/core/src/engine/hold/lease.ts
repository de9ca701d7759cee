import type { Claim, Contender } from "../../contract/backend.js";
import { asBackendError, LockLostError, type LossReason } from "../../contract/errors.js";
import { MAX_DELAY, type ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { now } from "../time/clock.js";
import { CoarseTimer } from "../time/coarse-timer.js";
import { answerWithin } from "../time/timeout.js";
import { termOf, usableUntil } from "../time/validity.js";
import type { Acquired } from "../wait/acquired.js";
import { LeaseEnd } from "./lease-end.js";
import type { LeaseHolder } from "./lease-holder.js";
import { LOSS } from "./loss.js";

/** `unknown`: a renewal is under way, as for a moment at each one, or has failed; still held until the deadline. */
export type LeaseState = "held" | "unknown" | "lost" | "released";

/** How late a timer may fire, in ms. */
const LATE = 1;
/** The part of a ttl that may have passed of a lease that the next holder takes over. */
const NEARLY_FRESH = 0.01;

/**
 * The term of a lock at the backend: when it ends, and its renewal until it is released, lost, or at its longest. It may
 * serve several holders of this process, one after another.
 */
export class Lease {
  readonly claim: Claim;
  readonly contender: Contender;
  readonly slot: number | undefined;
  readonly #end: LeaseEnd;
  /** The highest fence given out under this lease. */
  fence: number;
  readonly #lastFence: number;
  /** An unanswered attempt may arrive late and acquire the lock again after its release. */
  readonly #unsettled: boolean;
  #state: LeaseState = "held";
  #holder: LeaseHolder | undefined;
  #isFirstHolder = true;
  /** Somebody may know the token and release the lock by it, so no other holder may take over the lease. */
  #tokenShown = false;
  #ttl: number;
  #deadline: number;
  /** The end of the holder's `maxHold`. */
  #ends = Number.POSITIVE_INFINITY;
  /** The term reaches to the end of `maxHold`, so it need not be renewed. */
  #isFinal = false;
  #autoExtend = true;
  /** When the last renewal for a shorter term was sent: one that was sent before tells nothing. */
  #shortenedAt = Number.NEGATIVE_INFINITY;
  /** No answer to that has arrived yet, so the backend may still have the longer term. */
  #isShortening = false;
  #renewAt = Number.POSITIVE_INFINITY;
  #timer: CoarseTimer | undefined;
  #loss: LockLostError | undefined;
  #failure: unknown;
  readonly #context: ClientContext;

  readonly #onTimer = () => this.#inContext(() => this.#wake());

  constructor(context: ClientContext, acquired: Acquired) {
    this.#context = context;
    this.claim = acquired.claim;
    this.contender = acquired.contender;
    this.#end = new LeaseEnd(acquired.contender);
    this.slot = acquired.slot;
    this.fence = acquired.fence;
    this.#lastFence = acquired.fence + acquired.reservedFences;
    this.#unsettled = acquired.unsettled;
    this.#ttl = acquired.ttl;
    this.#deadline = acquired.validUntil;
  }

  /** Looks at the clock first: after a blocked event loop the timer has not run yet. */
  get state(): LeaseState {
    if (this.#isHeld() && now() >= this.#until) this.#runOut();
    return this.#state;
  }

  get loss(): LockLostError | undefined {
    return this.#loss;
  }

  remaining(): number {
    const { state } = this;
    return state === "held" || state === "unknown" ? Math.max(0, this.#until - now()) : 0;
  }

  /** How long the lock has to stay taken, even if it is released before that, in ms. */
  get keptFor(): number {
    return this.#end.left;
  }

  waiveMinHold(): void {
    this.#end.start(now(), 0);
  }

  /** The token that proves this lease, which from here on is known to somebody. */
  showToken(): string {
    this.#tokenShown = true;
    return this.claim.token;
  }

  /** Starts a holder's time, on its own terms. */
  attach(holder: LeaseHolder, terms: ResolvedAcquireOptions): void {
    this.#holder = holder;
    this.#ttl = termOf(terms);
    const at = now();
    this.#end.start(at, terms.minHold);
    this.#ends = at + terms.maxHold;
    const isWhole = this.#isFirstHolder && terms.maxHold <= terms.ttl;
    this.#isFinal = isWhole || this.#deadline >= this.#ends;
    this.#autoExtend = terms.autoExtend;
    this.#renewAt = this.#nextRenewal(at);
    this.#schedule(at);
  }

  /**
   * Whether it can go on under a holder with these terms: it has the term that this one asks for, but for a hundredth, and
   * no more, so that it would be free as soon if this process died.
   */
  canServe(terms: ResolvedAcquireOptions): boolean {
    const { autoExtend, minHold } = terms;
    if (this.#tokenShown || !autoExtend) return false;
    if (this.fence >= this.#lastFence || this.state !== "held") return false;
    const term = termOf(terms);
    const left = this.#deadline - now();
    const least = usableUntil(0, term) - term * NEARLY_FRESH;
    return left >= Math.max(least, minHold) && left <= term;
  }

  /** Asks for a term of `ttl` from now, which renewals then keep to. */
  async extend(ttl: number): Promise<void> {
    this.#throwIfOver();
    const bound = Math.min(this.#context.commandTimeout, this.remaining());
    this.#ttl = ttl;
    try {
      await answerWithin(this.#renew(), bound, this.claim.name, "renew");
    } finally {
      this.#throwIfOver();
    }
  }

  /** Releases the lock; false when it was no longer held. The release goes on when the answer is late. */
  release(): Promise<boolean> {
    if (this.state === "lost") return Promise.resolve(false);
    this.end();
    return this.#context.cleanup.release(this.claim, this.#end, this.#ttl);
  }

  /** Ends a holder's time; the lease stays, for the next one. */
  detach(): void {
    this.#holder?.detached();
    this.#holder = undefined;
    this.#isFirstHolder = false;
  }

  /** Stops renewing the lease, whose lock is released or transferred to another contender. */
  end(): void {
    this.#stop("released");
    if (this.#unsettled) this.#context.cleanup.undoLate(this.claim, this.#end, this.#ttl);
  }

  /** Ends the lease against its holder's will; the holder is notified first. */
  abandon(message: string, release: boolean): void {
    if (this.#isHeld()) this.#lose("expired", message, release);
  }

  /** The lock is gone at the backend, which is known before a renewal finds out. */
  markStolen(): void {
    if (this.#isHeld()) this.#lose("stolen");
  }

  async #renew(): Promise<void> {
    const sentAt = now();
    const longest = this.#ends - sentAt;
    const ttl = Math.max(1, Math.floor(Math.min(this.#ttl, longest)), this.keptFor);
    const isFinal = longest <= this.#ttl;
    const until = usableUntil(sentAt, ttl);
    const shorten = this.#isShortening || until < this.#deadline;
    this.#state = "unknown";
    // A shorter term may hold from the moment that it is asked for, whether its answer arrives or not.
    if (shorten) {
      this.#deadline = Math.min(until, this.#deadline);
      this.#shortenedAt = sentAt;
      this.#isShortening = true;
    }
    this.#renewAt = this.#autoExtend ? sentAt + this.#retryDelay() : Number.POSITIVE_INFINITY;
    this.#schedule();
    try {
      const held = await this.contender.renew(ttl, { shorten });
      if (!this.#isHeld()) return;
      if (!held) return this.#lose("stolen");
      if (this.#renewed(sentAt, until, isFinal)) this.#holder?.extended(ttl);
    } catch (error) {
      this.#failure = asBackendError(error, this.claim.name, "renew");
      throw this.#failure;
    }
  }

  /** Renewals do not shorten a lease unless asked to, so of two replies the later end counts. False: the lease is over. */
  #renewed(sentAt: number, until: number, isFinal: boolean): boolean {
    this.#state = "held";
    this.#failure = undefined;
    if (sentAt >= this.#shortenedAt) {
      this.#isShortening = false;
      if (until >= this.#deadline) [this.#deadline, this.#isFinal] = [until, isFinal];
    }
    if (this.state === "lost") return false;
    this.#renewAt = this.#nextRenewal(now());
    this.#schedule();
    return true;
  }

  #wake(): void {
    if (now() >= this.#until) return this.#runOut();
    if (now() < this.#renewAt) return this.#schedule();
    this.#renew().catch((error: unknown) => {
      if (this.#isHeld()) this.#context.report(this.claim.name, error);
    });
  }

  #runOut(): void {
    const isSilent = this.#state === "unknown" && !this.#isFinal;
    this.#lose(isSilent ? "unreachable" : "expired");
  }

  /** Notifies the holder before anyone else can have the lock, then releases what may be left on the server. */
  #lose(why: LossReason, message = LOSS[why], release = why !== "stolen"): void {
    this.#stop("lost");
    const loss = new LockLostError(this.claim.name, why, message, this.#failure);
    this.#loss = loss;
    this.#inContext(() => {
      this.#holder?.lost(loss);
      const { cleanup } = this.#context;
      // A lock that is left held keeps what an unanswered attempt may still do to it: that has the same token.
      const undoes = this.#unsettled && (release || why === "stolen");
      if (undoes) cleanup.undo(this.claim, this.#end, this.#ttl);
      else if (release) cleanup.releaseQuietly(this.claim, this.#end, this.#ttl);
    });
  }

  #inContext(work: () => void): void {
    if (this.#holder) this.#holder.inContext(work);
    else work();
  }

  #stop(state: LeaseState): void {
    this.#state = state;
    this.#timer?.cancel();
  }

  #throwIfOver(): void {
    if (this.state === "lost" && this.#loss) throw this.#loss;
  }

  /** When the holder's time is over: at the end of the term, or of `maxHold`. */
  get #until(): number {
    return Math.min(this.#deadline, this.#ends);
  }

  #isHeld(): boolean {
    return this.#state === "held" || this.#state === "unknown";
  }

  /** A third of what is left leaves room for two more tries; none past the longest hold. */
  #nextRenewal(at: number): number {
    if (this.#isFinal || !this.#autoExtend) return Number.POSITIVE_INFINITY;
    return at + (this.#until - at) / 3;
  }

  #retryDelay(): number {
    return Math.min(Math.max(this.#ttl / 10, 10), 1_000);
  }

  #schedule(at = now()): void {
    this.#timer?.cancel();
    const delay = Math.min(this.#until, this.#renewAt) - at - LATE;
    this.#timer = new CoarseTimer(Math.min(Math.max(delay, 0), MAX_DELAY), this.#onTimer, false);
  }
}
