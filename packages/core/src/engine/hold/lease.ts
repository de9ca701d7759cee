import type { Claim, Contender } from "../../contract/backend.js";
import { asBackendError, LockLostError, type LossReason } from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { now } from "../time/clock.js";
import { CoarseTimer } from "../time/coarse-timer.js";
import { answerWithin } from "../time/timeout.js";
import type { Acquired } from "../wait/acquired.js";
import { newToken } from "../wait/candidates.js";
import { LeaseEnd } from "./lease-end.js";
import type { LeaseHolder } from "./lease-holder.js";
import { LeaseTerm } from "./lease-term.js";
import { LOSS } from "./loss.js";

/** `unknown`: a renewal is in flight or has failed; the lock is still held until the deadline. */
export type LeaseState = "held" | "unknown" | "lost" | "released";

/** How late a timer may fire, in ms. */
const LATE = 1;

/**
 * A lease at the backend. It is renewed until it is released, lost, or reaches `maxHold`. Several holders of this process
 * may use it, one after another.
 */
export class Lease {
  readonly claim: Claim;
  readonly contender: Contender;
  readonly slot: number | undefined;
  readonly #end: LeaseEnd;
  readonly #term: LeaseTerm;
  /** The highest fence issued under this lease. */
  fence: number;
  loss: LockLostError | undefined;
  readonly #lastFence: number;
  /** An unanswered attempt may arrive late and acquire the lock again after the release. */
  readonly #unsettled: boolean;
  #state: LeaseState = "held";
  #holder: LeaseHolder | undefined;
  /** The token was read, so somebody may release the lock by it: no other holder may take over the lease. */
  #tokenShown = false;
  #timer: CoarseTimer | undefined;
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
    this.#term = new LeaseTerm(acquired);
  }

  /** Checks the clock first: after a blocked event loop the timer may not have fired yet. */
  get state(): LeaseState {
    if (isHeld(this.#state) && now() >= this.#term.until) this.#runOut();
    return this.#state;
  }

  remaining(): number {
    return isHeld(this.state) ? Math.max(0, this.#term.until - now()) : 0;
  }

  /** How long the lock has to stay taken, even if it is released before that, in ms. */
  get keptFor(): number {
    return this.#end.left;
  }

  waiveMinHold(): void {
    this.#end.start(0, 0);
  }

  /**
   * Reveals the token to its holder, so the lease can no longer pass to another one. An earlier holder gets a token that is
   * not valid anywhere.
   */
  showToken(holder: LeaseHolder): string {
    if (this.#holder !== holder) return newToken();
    this.#tokenShown = true;
    return this.claim.token;
  }

  /** Starts a hold with these options at this time. */
  attach(holder: LeaseHolder, terms: ResolvedAcquireOptions, at: number): void {
    this.#holder = holder;
    this.#end.start(at, terms.minHold);
    this.#term.start(at, terms);
    this.#schedule();
  }

  /** Whether a holder with these options can take over the lease. */
  canServe(terms: ResolvedAcquireOptions): boolean {
    if (this.#tokenShown || !terms.autoExtend) return false;
    if (this.fence >= this.#lastFence || this.#state !== "held") return false;
    return this.#term.fits(terms);
  }

  /** Requests a term of `ttl` from now; later renewals use the same `ttl`. */
  async extend(ttl: number): Promise<void> {
    this.#throwIfOver();
    const bound = Math.min(this.#context.commandTimeout, this.remaining());
    this.#term.ttl = ttl;
    try {
      await answerWithin(this.#renew(), bound, this.claim.name, "renew");
    } finally {
      this.#throwIfOver();
    }
  }

  /** Releases the lock; false if it was no longer held. If the reply is late, the release continues in the background. */
  release(): Promise<boolean> {
    if (this.state === "lost") return Promise.resolve(false);
    const released = this.#context.cleanup.release(this.claim, this.#end, this.#term.ttl);
    this.end(released);
    return released;
  }

  /** Ends a hold, and keeps the lease for the next holder. */
  detach(): void {
    this.#holder = undefined;
  }

  /** Stops the renewals, because this step releases the lock or transfers it to another contender. */
  end(step: Promise<unknown>): void {
    this.#stop("released");
    const { cleanup } = this.#context;
    if (this.#unsettled) cleanup.undoLate(this.claim, this.#end, this.#term.ttl, step);
  }

  /** Ends the lease although its holder has not released it; notifies the holder first. */
  abandon(message: string, release: boolean): void {
    this.#lose("expired", message, release);
  }

  /** The lock is gone at the backend, and no renewal has noticed yet. */
  markStolen(): void {
    this.#lose("stolen");
  }

  async #renew(): Promise<void> {
    const { ttl, shorten, extended } = this.#term.renew(this.#end.left);
    this.#state = "unknown";
    this.#schedule();
    try {
      const held = (await this.contender.renew(ttl, { shorten })) === true;
      if (!isHeld(this.#state)) return;
      if (!held) return this.#lose("stolen");
      this.#state = "held";
      this.#failure = undefined;
      extended();
      if (this.state === "lost") return;
      this.#schedule();
      this.#holder?.extended(ttl);
    } catch (error) {
      this.#failure = asBackendError(error, this.claim.name, "renew");
      throw this.#failure;
    }
  }

  #wake(): void {
    this.#timer = undefined;
    if (now() >= this.#term.until) return this.#runOut();
    if (now() < this.#term.renewAt) return this.#schedule();
    this.#renew().catch((error: unknown) => {
      if (isHeld(this.#state)) this.#context.report(this.claim.name, error);
    });
  }

  #runOut(): void {
    const isSilent = this.#state === "unknown" && !this.#term.isFinal;
    this.#lose(isSilent ? "unreachable" : "expired");
  }

  /**
   * Ends a lease that is held: notifies the holder before anyone else can hold the lock, then releases what may be left on
   * the server.
   */
  #lose(why: LossReason, message = LOSS[why], release = why !== "stolen"): void {
    if (!isHeld(this.#state)) return;
    this.#stop("lost");
    const loss = new LockLostError(this.claim.name, why, message, this.#failure);
    this.loss = loss;
    this.#inContext(() => {
      this.#holder?.lost(loss);
      const { cleanup } = this.#context;
      // If the lock is meant to stay held, a late attempt does no harm: it has the same token.
      const undoes = this.#unsettled && (release || why === "stolen");
      if (undoes) cleanup.undo(this.claim, this.#end, this.#term.ttl);
      else if (release) cleanup.releaseQuietly(this.claim, this.#end, this.#term.ttl);
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
    if (this.state === "lost") throw this.loss;
  }

  /** A timer that is due earlier stays: it schedules the next one. */
  #schedule(): void {
    const at = Math.min(this.#term.until, this.#term.renewAt) - LATE;
    if (this.#timer && this.#timer.dueAt <= at) return;
    this.#timer?.cancel();
    this.#timer = new CoarseTimer(at, this.#onTimer, false);
  }
}

function isHeld(state: LeaseState): boolean {
  return state === "held" || state === "unknown";
}
