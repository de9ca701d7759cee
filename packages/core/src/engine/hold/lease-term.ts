import type { ResolvedAcquireOptions } from "../../contract/options.js";
import { now } from "../time/clock.js";
import { termOf, usableUntil } from "../time/validity.js";
import type { Acquired } from "../wait/acquired.js";

/** The part of a ttl that may have passed of a lease that the next holder takes over. */
const NEARLY_FRESH = 0.01;

/** What a renewal asks for. */
export interface Renewal {
  readonly ttl: number;
  /** The backend may have a longer term, which is to end sooner. */
  readonly shorten: boolean;
  /** The backend has agreed, and its answer is there. */
  readonly extended: () => void;
}

/** The time of a lease: until when it is held, and when and for how long it is renewed. */
export class LeaseTerm {
  /** What a renewal asks for, in ms. */
  ttl: number;
  /** The term reaches to the end of `maxHold`, so it need not be renewed. */
  isFinal = false;
  renewAt = Number.POSITIVE_INFINITY;
  /** The end of the holder's `maxHold`. */
  #ends = Number.POSITIVE_INFINITY;
  #deadline: number;
  #autoExtend = true;
  /** No holder has begun its time yet, so all of the term is the first one's. */
  #isUnused = true;
  /** No answer to a renewal for a shorter term has arrived yet, so the backend may still have the longer one. */
  #isShortening = false;
  /** When the last of those was sent: a renewal that was sent before tells nothing. */
  #shortenedAt = Number.NEGATIVE_INFINITY;

  constructor({ ttl, validUntil }: Acquired) {
    this.ttl = ttl;
    this.#deadline = validUntil;
  }

  /** When the holder's time is over: at the end of the term, or of `maxHold`. */
  get until(): number {
    return Math.min(this.#deadline, this.#ends);
  }

  /** Starts a holder's time, on its own terms. */
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
   * Whether a holder with these terms finds what it asks for, but for a hundredth, and no more, so that the lock would be
   * free as soon if this process died.
   */
  fits(terms: ResolvedAcquireOptions): boolean {
    const term = termOf(terms);
    const left = this.#deadline - now();
    const least = usableUntil(0, term) - term * NEARLY_FRESH;
    return left >= Math.max(least, terms.minHold) && left <= term;
  }

  /** A renewal that is sent now, for a term that is not shorter than the lock has to stay taken. */
  renew(keptFor: number): Renewal {
    const sentAt = now();
    const longest = this.#ends - sentAt;
    const ttl = Math.max(1, Math.floor(Math.min(this.ttl, longest)), keptFor);
    const isFinal = longest <= this.ttl;
    const until = usableUntil(sentAt, ttl);
    const shorten = this.#isShortening || until < this.#deadline;
    // A shorter term may hold from the moment that it is asked for, whether its answer arrives or not.
    if (shorten) {
      this.#deadline = Math.min(until, this.#deadline);
      this.#shortenedAt = sentAt;
      this.#isShortening = true;
    }
    const retryIn = Math.min(Math.max(this.ttl / 10, 10), 1_000);
    this.renewAt = this.#autoExtend ? sentAt + retryIn : Number.POSITIVE_INFINITY;
    // Renewals do not shorten a lease unless asked to, so of two replies the later end counts.
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

  /** A third of what is left leaves room for two more tries; none past the longest hold. */
  #nextRenewal(at: number): number {
    const isRenewed = this.#autoExtend && !this.isFinal;
    return isRenewed ? at + (this.until - at) / 3 : Number.POSITIVE_INFINITY;
  }
}
