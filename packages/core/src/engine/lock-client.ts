import { checkOptions } from "../checks/check-options.js";
import type { Claim } from "../contract/backend.js";
import {
  asBackendError,
  LockBackendError,
  LockClosedError,
  LockTimeoutError,
} from "../contract/errors.js";
import type { LockEvents } from "../contract/events.js";
import { type ClientExtensions, EXTENSIONS } from "../contract/extensions.js";
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
  CLOSE_OPTIONS,
  checkBoolean,
  checkName,
  checkToken,
  type ResolvedAcquireOptions,
  refuseWait,
  resolveAcquireOptions,
} from "../contract/options.js";
import { acquireAll, inOrder } from "./acquire-all.js";
import type { ClientContext } from "./client-context.js";
import { HeldLocks } from "./hold/held-locks.js";
import { LocalHandoff } from "./hold/local-handoff.js";
import { isSpent, type LocalTransfer, type LocalTurn } from "./hold/local-transfer.js";
import { checkSharing } from "./mode.js";
import { runHolding, type Work } from "./run-holding.js";
import { answerWithin, settledWithin } from "./time/timeout.js";
import { traceAcquire } from "./tracing.js";
import { type Acquired, Acquisition, type Candidate } from "./wait/acquisition.js";
import { newCandidate, newThief } from "./wait/candidates.js";
import { LocalQueue } from "./wait/local-queue.js";
import { PendingWaits } from "./wait/pending-waits.js";
import { WaitDeadline } from "./wait/wait-deadline.js";

/** The contract, put together from the engine's parts over one backend. */
export class EngineLockClient implements LockClient {
  readonly #context: ClientContext;
  readonly #defaults: ResolvedAcquireOptions;
  readonly #localQueue = new LocalQueue<LocalTransfer>();
  readonly #waits = new PendingWaits();
  readonly #heldLocks: HeldLocks;
  readonly [EXTENSIONS]: ClientExtensions;
  readonly #onClose: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  constructor(context: ClientContext, defaults: ResolvedAcquireOptions) {
    this.#context = context;
    this.#defaults = defaults;
    this.#heldLocks = new HeldLocks(context, new LocalHandoff(context));
    this[EXTENSIONS] = this.#extend();
  }

  acquire(name: string, options?: AcquireOptions): Promise<Lock> {
    return this.#run(name, options, undefined, (terms, wait) =>
      wait.blockingTimeout === 0
        ? this.#acquireAtOnce(newCandidate(this.#context, name, terms.sharing), terms, wait)
        : this.#acquireInTurn(name, terms, wait),
    );
  }

  tryAcquire(name: string, options?: TryOptions): Promise<Lock | null> {
    return this.#run<Lock | null>(name, options, 0, async (terms, wait) => {
      refuseWait(options ?? {});
      try {
        const candidate = newCandidate(this.#context, name, terms.sharing);
        return await this.#acquireAtOnce(candidate, terms, wait);
      } catch (error) {
        if (!LockTimeoutError.is(error)) throw error;
        if (LockBackendError.is(error.cause)) throw error.cause;
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
    return this.#ask(name, "peek", this.#context.backend.peek(name));
  }

  async release(name: string, token: string): Promise<boolean> {
    this.#check(name);
    checkToken(token);
    const held = this.#heldLocks.find(name, token);
    return held
      ? held.release()
      : this.#ask(name, "release", this.#context.backend.release(name, token));
  }

  async forceRelease(name: string): Promise<boolean> {
    this.#check(name);
    // A lock that is acquired from here on may have been granted by this very release.
    const before = this.#heldLocks.of(name);
    const pending = this.#context.backend.forceRelease(name);
    const released = await this.#ask(name, "forceRelease", pending);
    if (released) for (const lock of before) lock.markStolen();
    return released;
  }

  /** The backend knows that a claim no longer holds the lock. */
  markLost(claim: Claim): void {
    this.#heldLocks.markLost(claim);
  }

  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void {
    return this.#context.emitter.on(event, listener);
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

  #extend(): ClientExtensions {
    const { backend } = this.#context;
    const { notes } = backend;
    return {
      ...(backend.ordered && { acquire: (name, options) => this.#acquireInOrder(name, options) }),
      ...(backend.stealing && { steal: (name, options) => this.#steal(name, options) }),
      ...(notes && {
        notes: {
          write: (board, change) => this.#ask(board, "notes", notes.write(board, change)),
          read: (board) => this.#ask(board, "notes", notes.read(board)),
        },
      }),
      onClose: (work) => this.#onClose.push(work),
    };
  }

  #acquireInOrder(name: string, options?: AcquireOptions): Promise<Lock> {
    return this.#run(name, options, undefined, (terms, wait) =>
      this.#acquireInTurn(name, { ...terms, abreast: true }, wait),
    );
  }

  #steal(name: string, options?: TryOptions): Promise<Lock> {
    return this.#run(name, options, 0, (terms, wait) =>
      this.#acquireAtOnce(newThief(this.#context, name), terms, wait),
    );
  }

  #terms(options: AcquireOptions | undefined): ResolvedAcquireOptions {
    if (options !== undefined) checkOptions(options, ACQUIRE_OPTIONS);
    return resolveAcquireOptions(this.#defaults, options);
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
    acquire: (terms: ResolvedAcquireOptions, wait: WaitDeadline) => Promise<L>,
  ): Promise<L> {
    checkName(name);
    const terms = this.#terms(options);
    this.#throwIfClosed(name);
    checkSharing(this.#context.backend, name, terms.sharing);
    const wait = new WaitDeadline(blockingTimeout ?? terms.blockingTimeout, terms.signal);
    const end = this.#waits.start(name, wait);
    try {
      return await traceAcquire(name, terms.ttl, wait, () => acquire(terms, wait));
    } finally {
      end();
    }
  }

  async #acquireAtOnce(
    candidate: Candidate,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ): Promise<Lock> {
    const acquired = await new Acquisition(this.#context, candidate, terms, wait).runOnce();
    return this.#keep(wait, this.#heldLocks.hold(acquired, { terms, waited: wait.waited }));
  }

  async #acquireInTurn(
    name: string,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ): Promise<Lock> {
    const entered = this.#localQueue.enter(name, terms, wait);
    if (entered instanceof Promise && wait.tell()) this.#context.emitter.emit("waiting", { name });
    const { turn, transfer: given } = entered instanceof Promise ? await entered : entered;
    const transfer = isSpent(given) ? undefined : given;
    if (transfer?.kind === "lease") {
      const hold = { terms, waited: wait.waited, turn };
      return this.#keep(wait, this.#heldLocks.inherit(transfer.lease, hold));
    }
    if (transfer?.kind === "acquired")
      return this.#keepInTurn(transfer.acquired, terms, wait, turn);
    let acquired: Acquired;
    try {
      const candidate = transfer?.candidate ?? newCandidate(this.#context, name, terms.sharing);
      acquired = await new Acquisition(this.#context, candidate, terms, wait).run();
    } catch (error) {
      turn.leave();
      throw error;
    }
    return this.#keepInTurn(acquired, terms, wait, turn);
  }

  /** Where a lock can be handed on within the process its holder keeps the turn; else the next in line asks already. */
  #keepInTurn(
    acquired: Acquired,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
    turn: LocalTurn,
  ): Lock {
    const { backend } = this.#context;
    const passes = terms.sharing?.mode !== "shared" && !terms.abreast;
    const handsOff = backend.localHandoffs !== undefined && passes;
    if (!handsOff) turn.leave();
    else if (terms.sharing) turn.keep();
    const hold = { terms, waited: wait.waited, turn: handsOff ? turn : undefined };
    return this.#keep(wait, this.#heldLocks.hold(acquired, hold));
  }

  /** The lock; or it goes back, and nobody waits for that, when the wait was cancelled or the client closed meanwhile. */
  #keep(wait: WaitDeadline, lock: Lock): Lock {
    if (!wait.cancelled && !this.#closed) return lock;
    void lock[Symbol.asyncDispose]();
    wait.throwIfCancelled();
    throw new LockClosedError(lock.name);
  }

  async #ask<T>(name: string, operation: string, asked: Promise<T>): Promise<T> {
    try {
      return await answerWithin(asked, this.#context.commandTimeout, name, operation);
    } catch (error) {
      throw asBackendError(error, name, operation);
    }
  }

  async #close(releaseHeld: boolean): Promise<void> {
    const { backend, cleanup, emitter, commandTimeout } = this.#context;
    await this.#waits.close();
    this.#heldLocks.close(releaseHeld);
    await cleanup.close();
    const last = Promise.allSettled(this.#onClose.map((work) => work()));
    await settledWithin(
      last.then(() => undefined),
      commandTimeout,
    );
    await settledWithin(backend.close?.() ?? Promise.resolve(), commandTimeout);
    emitter.clear();
  }
}
