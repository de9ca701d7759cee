import { checkOptions } from "../checks/check-options.js";
import {
  asBackendError,
  LockBackendError,
  LockClosedError,
  LockTimeoutError,
} from "../contract/errors.js";
import type { LockEvents } from "../contract/events.js";
import type {
  AcquireOptions,
  CloseOptions,
  Lock,
  LockClient,
  LockGroup,
  LockInfo,
  TryOptions,
} from "../contract/lock.js";
import {
  ACQUIRE_OPTIONS,
  type AcquireTerms,
  CLOSE_OPTIONS,
  checkBoolean,
  checkName,
  checkToken,
  resolveTerms,
} from "../contract/options.js";
import { acquireAll, inOrder } from "./acquire-all.js";
import { answerWithin } from "./answer.js";
import type { Arena } from "./arena.js";
import { newClaim } from "./claims.js";
import { Cohort } from "./cohort.js";
import { contend, contendOnce } from "./contend.js";
import type { Taken } from "./contest.js";
import { type Handover, isSpent } from "./handover.js";
import { type Hold, Holdings } from "./holdings.js";
import { runHolding, type Work } from "./run-holding.js";
import { settledWithin } from "./settled-within.js";
import { traceAcquire } from "./trace-acquire.js";
import { type Turn, Turnstile } from "./turnstile.js";
import { Wait } from "./wait.js";
import { Waits } from "./waits.js";

/** The contract, put together from the engine's parts over one backend. */
export class EngineLockClient implements LockClient {
  readonly #arena: Arena;
  readonly #defaults: AcquireTerms;
  readonly #closeBackend: () => Promise<void>;
  readonly #turnstile = new Turnstile();
  readonly #waits = new Waits();
  readonly #holdings: Holdings;
  #closed: Promise<void> | undefined;

  constructor(
    arena: Arena,
    defaults: AcquireTerms,
    localHandoffs: number,
    closeBackend: () => Promise<void>,
  ) {
    this.#arena = arena;
    this.#defaults = defaults;
    this.#closeBackend = closeBackend;
    this.#holdings = new Holdings(arena, new Cohort(arena, localHandoffs));
  }

  acquire(name: string, options?: AcquireOptions): Promise<Lock> {
    return this.#run(name, options, undefined, (terms, wait) =>
      wait.blockingTimeout === 0
        ? this.#acquireAtOnce(name, terms, wait)
        : this.#acquireInTurn(name, terms, wait),
    );
  }

  tryAcquire(name: string, options?: TryOptions): Promise<Lock | null> {
    return this.#run<Lock | null>(name, options, 0, async (terms, wait) => {
      try {
        return await this.#acquireAtOnce(name, terms, wait);
      } catch (error) {
        if (!(error instanceof LockTimeoutError)) throw error;
        if (error.cause instanceof LockBackendError) throw error.cause;
        return null;
      }
    });
  }

  async acquireAll(names: readonly string[], options?: AcquireOptions): Promise<LockGroup> {
    const ordered = inOrder(names);
    const { blockingTimeout, signal } = this.#terms(options);
    return acquireAll(this, ordered, { ...options, blockingTimeout, signal });
  }

  withLock<T>(
    name: string,
    optionsOrFn: AcquireOptions | Work<Lock, T>,
    fn?: Work<Lock, T>,
  ): Promise<T> {
    return runHolding((options) => this.acquire(name, options), optionsOrFn, fn);
  }

  withLocks<T>(
    names: readonly string[],
    optionsOrFn: AcquireOptions | Work<LockGroup, T>,
    fn?: Work<LockGroup, T>,
  ): Promise<T> {
    return runHolding((options) => this.acquireAll(names, options), optionsOrFn, fn);
  }

  async peek(name: string): Promise<LockInfo> {
    this.#check(name);
    return this.#ask(name, "peek", this.#arena.store.peek(name));
  }

  async release(name: string, token: string): Promise<boolean> {
    this.#check(name);
    checkToken(token);
    const ours = this.#holdings.find(name, token);
    return ours ? ours.release() : this.#ask(name, "free", this.#arena.store.free({ name, token }));
  }

  async forceRelease(name: string): Promise<boolean> {
    this.#check(name);
    // Who comes to hold it from here on may have it by this very release.
    const before = this.#holdings.of(name);
    const freed = await this.#ask(name, "forceFree", this.#arena.store.forceFree(name));
    if (freed) for (const lock of before) lock.takenAway();
    return freed;
  }

  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void {
    return this.#arena.emitter.on(event, listener);
  }

  async close(options: CloseOptions = {}): Promise<void> {
    checkOptions(options, CLOSE_OPTIONS);
    const releaseHeld = checkBoolean("releaseHeld", options.releaseHeld ?? true);
    this.#closed ??= this.#close(releaseHeld);
    await this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #terms(options: AcquireOptions | undefined): AcquireTerms {
    if (options !== undefined) checkOptions(options, ACQUIRE_OPTIONS);
    return resolveTerms(this.#defaults, options);
  }

  #check(name: string): void {
    checkName(name);
    this.#throwIfClosed(name);
  }

  #throwIfClosed(name: string): void {
    if (this.#closed) throw new LockClosedError(name);
  }

  async #run<L extends Lock | null>(
    name: string,
    options: AcquireOptions | undefined,
    blockingTimeout: 0 | undefined,
    acquire: (terms: AcquireTerms, wait: Wait) => Promise<L>,
  ): Promise<L> {
    checkName(name);
    const terms = this.#terms(options);
    this.#throwIfClosed(name);
    const wait = new Wait(blockingTimeout ?? terms.blockingTimeout, terms.signal);
    const end = this.#waits.start(name, wait);
    try {
      return await traceAcquire(name, terms.ttl, wait, () => acquire(terms, wait));
    } finally {
      end();
    }
  }

  async #acquireAtOnce(name: string, terms: AcquireTerms, wait: Wait): Promise<Lock> {
    const taken = await contendOnce(this.#arena, newClaim(name), terms, wait);
    return this.#keep(wait, this.#holdings.hold(taken, { terms, waited: wait.waited }));
  }

  async #acquireInTurn(name: string, terms: AcquireTerms, wait: Wait): Promise<Lock> {
    const entered = this.#turnstile.enter(name, terms, wait);
    if (entered instanceof Promise && wait.tell()) this.#arena.emitter.emit("waiting", { name });
    const { turn, handover: given } = entered instanceof Promise ? await entered : entered;
    const handover = isSpent(given) ? undefined : given;
    if (handover?.kind === "lease") {
      const hold = this.#hold(terms, wait, turn);
      return this.#keep(wait, this.#holdings.carryOn(handover.lease, hold));
    }
    let taken: Taken;
    try {
      taken =
        handover?.kind === "taken"
          ? handover.taken
          : await this.#contend(name, handover, terms, wait);
    } catch (error) {
      turn.leave();
      throw error;
    }
    return this.#keep(wait, this.#holdings.hold(taken, this.#hold(terms, wait, turn)));
  }

  #contend(
    name: string,
    handover: Exclude<Handover, { kind: "lease" | "taken" }> | undefined,
    terms: AcquireTerms,
    wait: Wait,
  ): Promise<Taken> {
    const claim = handover ? handover.claim : newClaim(name);
    const place = handover?.kind === "queued" ? handover.place : undefined;
    return contend(this.#arena, claim, terms, wait, place);
  }

  /** With a backend that can pass a lock on, its holder keeps the turn; else the next in line goes and asks already. */
  #hold(terms: AcquireTerms, wait: Wait, turn: Turn): Hold {
    const { waited } = wait;
    if (this.#arena.store.pass) return { terms, waited, turn };
    turn.leave();
    return { terms, waited };
  }

  /** The lock; or it goes back, and nobody waits for that, when the wait was cancelled or the client closed meanwhile. */
  #keep(wait: Wait, lock: Lock): Lock {
    if (!wait.cancelled && !this.#closed) return lock;
    void lock[Symbol.asyncDispose]();
    wait.throwIfCancelled();
    throw new LockClosedError(lock.name);
  }

  async #ask<T>(name: string, operation: string, asked: Promise<T>): Promise<T> {
    try {
      return await answerWithin(asked, this.#arena.commandTimeout, name, operation);
    } catch (error) {
      throw asBackendError(error, name, operation);
    }
  }

  async #close(releaseHeld: boolean): Promise<void> {
    const { ghosts, watcher, emitter, commandTimeout } = this.#arena;
    await this.#waits.close();
    this.#holdings.close(releaseHeld);
    await ghosts.close();
    await settledWithin(watcher.close(), commandTimeout);
    await this.#closeBackend();
    emitter.clear();
  }
}
