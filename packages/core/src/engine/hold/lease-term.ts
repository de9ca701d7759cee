import type { ResolvedAcquireOptions } from "../../contract/options.js";
import { now } from "../time/clock.js";
import { termOf, usableUntil } from "../time/validity.js";
import type { Acquired } from "../wait/acquired.js";

/** The share of its ttl that a lease may have used up when the next holder takes it over. */
const NEARLY_FRESH = 0.01;

/** A renewal that is about to be sent. */
export interface Renewal {
  readonly ttl: number;
  /** The backend may have a longer term, and must shorten it. */
  readonly shorten: boolean;
  /** Called when the backend has confirmed the renewal. */
  readonly extended: () => void;
}

/** The times of a lease: when it ends, when it is renewed, and for how long. */
export class LeaseTerm {
  /** The term that the next renewal requests, in ms. */
  ttl: number;
  /** The term reaches to the end of `maxHold`, so there is no further renewal. */
  isFinal = false;
  renewAt = Number.POSITIVE_INFINITY;
  /** The end of the holder's `maxHold`. */
  #ends = Number.POSITIVE_INFINITY;
  #deadline: number;
  #autoExtend = true;
  /** No holder has started yet, so the first one gets the whole term. */
  #isUnused = true;
  /** A renewal for a shorter term is not confirmed yet, so the backend may still have the longer one. */
  #isShortening = false;
  /** When the last of those was sent: the reply to an earlier renewal is ignored. */
  #shortenedAt = Number.NEGATIVE_INFINITY;

  constructor({ ttl, validUntil }: Acquired) {
    this.ttl = ttl;
    this.#deadline = validUntil;
  }

  /** When the hold ends: at the end of the term, or of `maxHold`. */
  get until(): number {
    return Math.min(this.#deadline, this.#ends);
  }

  /** Starts a hold with these options. */
  start(at: number, terms: ResolvedAcquireOptions): void {
    this.ttl = termOf(terms);
    this.#ends = at + terms.maxHold;
    const isWhole = this.#isUnused && terms.maxHold <= terms.ttl;
    this.isFinal = isWhole || this.#deadline >= this.#ends;
    this.#autoExtend = terms.autoExtend;
    this.#isUnused = false;
    this.renewAt = this.#nextRenewal(at);
  }

  /**
   * Whether the remaining term is at most what a holder with these options asks for, so that the lock would be free no later
   * than that holder expects if this process died, and at least 99 % of it, less the margin of `usableUntil`.
   */
  fits(terms: ResolvedAcquireOptions): boolean {
    const term = termOf(terms);
    const at = now();
    const left = this.#deadline - at;
    const least = usableUntil(0, term) - term * NEARLY_FRESH;
    return at < this.until && left >= Math.max(least, terms.minHold) && left <= term;
  }

  /** Starts a renewal that is sent now. `keptFor` is the shortest term to request, in ms: what is left of `minHold`. */
  renew(keptFor: number): Renewal {
    const sentAt = now();
    const longest = this.#ends - sentAt;
    const ttl = Math.max(1, Math.floor(Math.min(this.ttl, longest)), keptFor);
    const isFinal = longest <= this.ttl;
    const until = usableUntil(sentAt, ttl);
    const shorten = this.#isShortening || until < this.#deadline;
    // A shorter term may take effect as soon as it is requested, whether or not its reply arrives.
    if (shorten) {
      this.#deadline = Math.min(until, this.#deadline);
      this.#shortenedAt = sentAt;
      this.#isShortening = true;
    }
    const retryIn = Math.min(Math.max(this.ttl / 10, 10), 1_000);
    this.renewAt = this.#autoExtend ? sentAt + retryIn : Number.POSITIVE_INFINITY;
    // A renewal without `shorten` never shortens the lease, so the latest end of all confirmed renewals counts.
    const extended = () => {
      if (sentAt >= this.#shortenedAt) {
        this.#isShortening = false;
        if (until >= this.#deadline) {
          this.#deadline = until;
          this.isFinal = isFinal;
        }
      }
      this.renewAt = this.#nextRenewal(now());
    };
    return { ttl, shorten, extended };
  }

  /** After a third of the remaining time, which leaves room for two more tries; never if the term is final. */
  #nextRenewal(at: number): number {
    const isRenewed = this.#autoExtend && !this.isFinal;
    return isRenewed ? at + (this.until - at) / 3 : Number.POSITIVE_INFINITY;
  }
}
