import { exponential } from "../backoff/exponential.js";
import { isError } from "../checks/is-error.js";
import { LockClosedError } from "../contract/errors.js";
import type { Leadership, LeadOptions } from "../contract/lead.js";
import type { Lock } from "../contract/lock.js";
import type { LockClient } from "../contract/lock-client.js";
import { now } from "./time/clock.js";
import { onAbort } from "./time/on-abort.js";
import { sleep } from "./time/sleep.js";

/** The shortest time from the start of a term to the next candidacy, in ms, so that terms that end at once do not spin. */
const SHORTEST_TERM = 1_000;
const LONGEST_PAUSE = 30_000;
/** The pause after a failed term or acquisition; random, so that a fleet does not retry in step. */
const RETRY = exponential(1_000, { jitter: "equal", cap: LONGEST_PAUSE });

export interface CandidacyOptions extends Pick<LeadOptions, "ttl" | "maxHold" | "signal"> {
  readonly name: string;
  /** Aborted when the client begins to close. */
  readonly closing: AbortSignal;
  /** Runs while this candidate leads. */
  readonly serve: (lock: Lock, signal: AbortSignal) => void | Promise<void>;
  /** Receives failures that no caller is waiting for. */
  readonly onError: (error: unknown) => void;
}

/** Waits for the leader's lock, serves a term while it holds the lock, and repeats until it is stopped. */
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
      const rest = lock ? SHORTEST_TERM - (now() - since) : 0;
      const pause = served ? 0 : RETRY(failures, 0, Math.random());
      await sleep(Math.max(rest, pause), resting);
    }
    forget();
  }

  /** Undefined if the acquisition failed or the candidacy ends. */
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

  /** Serves one term; false if it failed. */
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

/** Aborts the target when the source aborts, until the returned function is called. */
function follow(source: AbortSignal | undefined, target: AbortController): () => void {
  if (source === undefined) return () => undefined;
  const abort = () => target.abort(source.reason);
  if (source.aborted) abort();
  return onAbort(source, abort);
}

/** Whether the term's function failed only because the signal aborted. */
function isAbortOf({ aborted, reason }: AbortSignal, error: unknown): boolean {
  return aborted && (error === reason || (isError(error) && error.name === "AbortError"));
}
