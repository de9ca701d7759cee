import { exponential } from "../backoff/exponential.js";
import { isError } from "../checks/is-error.js";
import { LockClosedError } from "../contract/errors.js";
import type { Leadership, LeadOptions } from "../contract/lead.js";
import type { Lock } from "../contract/lock.js";
import type { LockClient } from "../contract/lock-client.js";
import { now } from "./time/clock.js";
import { onAbort } from "./time/on-abort.js";
import { sleep } from "./time/sleep.js";

/** The shortest time from the start of a term to the next candidacy, in ms: a term that ends at once must not spin. */
const SHORTEST_TERM = 1_000;
const LONGEST_PAUSE = 30_000;
/** The pause after a term, or an attempt at one, that failed; random, so that a fleet does not come back together. */
const RETRY = exponential(1_000, { jitter: "equal", cap: LONGEST_PAUSE });

export interface CandidacyOptions extends Pick<LeadOptions, "ttl" | "maxHold" | "signal"> {
  readonly name: string;
  /** Aborted when the client begins to close. */
  readonly closing: AbortSignal;
  /** Runs while this candidate leads. */
  readonly serve: (lock: Lock, signal: AbortSignal) => void | Promise<void>;
  /** Hears of what no caller waits for. */
  readonly onError: (error: unknown) => void;
}

/** Waits for the lock of a fleet's leader, serves a term while it holds it, and runs again, until it is stopped. */
export class Candidacy implements Leadership {
  readonly #locks: LockClient;
  readonly #options: CandidacyOptions;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #lock: Lock | undefined;

  constructor(locks: LockClient, options: CandidacyOptions) {
    this.#locks = locks;
    this.#options = options;
    this.#ended = this.#run();
  }

  get isLeader(): boolean {
    return this.#lock !== undefined && this.#lock.remaining() > 0;
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(): Promise<void> {
    const stopping = this.#stop.signal;
    const forget = follow(this.#options.signal, this.#stop);
    const resting = AbortSignal.any([stopping, this.#options.closing]);
    let failures = 0;
    while (!stopping.aborted) {
      const lock = await this.#acquire();
      const since = now();
      const served = lock !== undefined && (await this.#serve(lock));
      if (now() - since > LONGEST_PAUSE) failures = 0;
      failures = served ? 0 : failures + 1;
      const rest = Math.max(0, SHORTEST_TERM - (now() - since));
      await sleep(served ? rest : RETRY(failures, 0, Math.random()), resting);
    }
    forget();
  }

  /** Undefined where it failed, or the candidacy ends. */
  async #acquire(): Promise<Lock | undefined> {
    const { name, ttl, maxHold, onError } = this.#options;
    const { signal } = this.#stop;
    const terms = { ttl, maxHold, signal, autoExtend: true };
    try {
      return await this.#locks.acquire(name, { ...terms, blockingTimeout: Infinity });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (LockClosedError.is(error)) this.#stop.abort();
      else onError(error);
    }
    return undefined;
  }

  /** One term; false where it failed. */
  async #serve(lock: Lock): Promise<boolean> {
    const { serve, onError } = this.#options;
    const term = new AbortController();
    const forget = [follow(lock.signal, term), follow(this.#stop.signal, term)];
    this.#lock = lock;
    try {
      await serve(lock, term.signal);
      return true;
    } catch (error) {
      if (isAbortOf(term.signal, error)) return true;
      onError(error);
      return false;
    } finally {
      for (const end of forget) end();
      this.#lock = undefined;
      await lock[Symbol.asyncDispose]();
    }
  }
}

/** Aborts with the source, until the returned function is called. */
function follow(source: AbortSignal | undefined, target: AbortController): () => void {
  if (source === undefined) return () => undefined;
  const abort = () => target.abort(source.reason);
  if (source.aborted) abort();
  return onAbort(source, abort);
}

/** Whether a term ended because it was told to. */
function isAbortOf({ aborted, reason }: AbortSignal, error: unknown): boolean {
  return aborted && (error === reason || (isError(error) && error.name === "AbortError"));
}
