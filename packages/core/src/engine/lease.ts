import type { Claim } from "../contract/backend.js";
import { asBackendError, LockLostError, type LossReason } from "../contract/errors.js";
import { type AcquireTerms, MAX_DELAY } from "../contract/options.js";
import { answerWithin } from "./answer.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import type { Taken } from "./contest.js";
import { usableUntil } from "./validity.js";

/** `unknown`: the last renewal has not succeeded (yet); still ours until the deadline. */
export type LeaseState = "held" | "unknown" | "lost" | "released";

export interface LeaseListener {
  extended(ttl: number): void;
  lost(error: LockLostError): void;
}

const LOSS: Record<LossReason, string> = {
  expired: "was lost: its time ran out",
  stolen: "was lost: it is no longer ours on the server",
  unreachable: "was lost: the backend could not be reached until its time ran out",
};

/** The term of a lock at the backend: when it ends, and its renewal until it is released, lost, or at its longest. */
export class Lease {
  readonly claim: Claim;
  readonly since = now();
  #state: LeaseState = "held";
  #ttl: number;
  #deadline: number;
  #renewAt: number;
  #timer: NodeJS.Timeout | undefined;
  #loss: LockLostError | undefined;
  #freed: Promise<boolean> | undefined;
  #failure: unknown;
  readonly #ends: number;
  readonly #autoExtend: boolean;
  readonly #arena: Arena;
  readonly #listener: LeaseListener;

  constructor(arena: Arena, taken: Taken, terms: AcquireTerms, listener: LeaseListener) {
    this.#arena = arena;
    this.#listener = listener;
    this.claim = taken.claim;
    this.#ttl = taken.ttl;
    this.#ends = this.since + terms.maxHold;
    this.#autoExtend = terms.autoExtend;
    this.#deadline = Math.min(taken.validUntil, this.#ends);
    this.#renewAt = this.#nextRenewal();
    this.#schedule();
  }

  /** Looks at the clock first: after a blocked event loop the timer has not run yet. */
  get state(): LeaseState {
    if (this.#isOurs() && now() >= this.#deadline) this.#runOut();
    return this.#state;
  }

  get loss(): LockLostError | undefined {
    return this.#loss;
  }

  remaining(): number {
    const { state } = this;
    return state === "held" || state === "unknown" ? Math.max(0, this.#deadline - now()) : 0;
  }

  /** Asks for a term of `ttl` from now, which renewals then keep to. */
  async extend(ttl: number = this.#ttl): Promise<void> {
    this.#throwIfOver();
    const { commandTimeout } = this.#arena;
    const bound = Math.min(commandTimeout, this.remaining());
    this.#ttl = ttl;
    await answerWithin(this.#renew(), bound, this.claim.name, "renew");
    this.#throwIfOver();
  }

  /** Frees the lease; false when it was no longer ours. The first call's answer stands. */
  free(): Promise<boolean> {
    this.#freed ??= this.state === "lost" ? Promise.resolve(false) : this.#free();
    return this.#freed;
  }

  /** Ends the lease against its holder's will, who is told first. */
  abandon(message: string, free: boolean): void {
    if (this.#isOurs()) this.#lose("expired", message, free);
  }

  #free(): Promise<boolean> {
    this.#end("released");
    const { ghosts, commandTimeout } = this.#arena;
    const freed = ghosts.free(this.claim, now() + this.#ttl);
    const answer = answerWithin(freed, commandTimeout, this.claim.name, "free");
    answer.catch((told: unknown) => {
      freed.catch((error: unknown) => told !== error && this.#arena.report(this.claim.name, error));
    });
    return answer;
  }

  async #renew(): Promise<void> {
    const { name } = this.claim;
    const sentAt = now();
    const ttl = Math.max(1, Math.floor(Math.min(this.#ttl, this.#ends - sentAt)));
    this.#state = "unknown";
    this.#renewAt = sentAt + this.#retryDelay();
    this.#schedule();
    try {
      const ours = await this.#arena.store.renew(this.claim, ttl);
      if (!this.#isOurs()) return;
      if (ours) this.#renewed(sentAt, ttl);
      else this.#lose("stolen");
    } catch (error) {
      this.#failure = asBackendError(error, name, "renew");
      throw this.#failure;
    }
  }

  #renewed(sentAt: number, ttl: number): void {
    this.#state = "held";
    this.#failure = undefined;
    this.#deadline = Math.min(usableUntil(sentAt, ttl), this.#ends);
    if (now() >= this.#deadline) return this.#runOut();
    this.#renewAt = this.#nextRenewal();
    this.#schedule();
    this.#listener.extended(ttl);
  }

  #wake(): void {
    if (now() >= this.#deadline) return this.#runOut();
    if (now() >= this.#renewAt) {
      this.#renew().catch((error: unknown) => {
        if (this.#isOurs()) this.#arena.report(this.claim.name, error);
      });
    } else this.#schedule();
  }

  #runOut(): void {
    this.#lose(this.#state === "unknown" ? "unreachable" : "expired");
  }

  /** The holder hears of it before anyone else can have the lock; what may still stand on the server goes after that. */
  #lose(why: LossReason, message = LOSS[why], free = why !== "stolen"): void {
    this.#end("lost");
    this.#loss = new LockLostError(this.claim.name, why, message, this.#failure);
    this.#listener.lost(this.#loss);
    if (free) this.#arena.ghosts.sweep(this.claim, this.#ttl);
  }

  #end(state: LeaseState): void {
    this.#state = state;
    clearTimeout(this.#timer);
  }

  #throwIfOver(): void {
    const { state } = this;
    if (state === "lost" && this.#loss) throw this.#loss;
    if (state === "released") {
      throw new LockLostError(this.claim.name, "expired", "was released");
    }
  }

  #isOurs(): boolean {
    return this.#state === "held" || this.#state === "unknown";
  }

  /** A third of the term from now leaves room for two more tries; none past the longest hold. */
  #nextRenewal(): number {
    const renewable = this.#autoExtend && this.#deadline < this.#ends;
    return renewable ? now() + this.#ttl / 3 : Number.POSITIVE_INFINITY;
  }

  #retryDelay(): number {
    return Math.min(Math.max(this.#ttl / 10, 10), 1_000);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const delay = Math.ceil(Math.min(this.#deadline, this.#renewAt) - now());
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(delay, 1), MAX_DELAY));
    this.#timer.unref();
  }
}
