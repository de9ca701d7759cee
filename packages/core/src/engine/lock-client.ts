import { checkFunction } from "../checks/check-function.js";
import { checkOptions, readOptions } from "../checks/check-options.js";
import type {
  AcquireOptions,
  AcquireOrNullOptions,
  ResumeOptions,
  TryOptions,
} from "../contract/acquire-options.js";
import type { Claim } from "../contract/backend.js";
import { isTimeout, nullIfBusy } from "../contract/busy.js";
import { LockBackendError } from "../contract/errors.js";
import type { LockEvents } from "../contract/events.js";
import { type ClientExtensions, EXTENSIONS } from "../contract/extensions.js";
import type { Leadership, LeadOptions } from "../contract/lead.js";
import type { Lock, LockGroup } from "../contract/lock.js";
import type { CloseOptions, LockClient } from "../contract/lock-client.js";
import type { LockInfo } from "../contract/lock-info.js";
import {
  ACQUIRE_OPTIONS,
  CLOSE_OPTIONS,
  checkBoolean,
  checkName,
  checkToken,
  LEAD_OPTIONS,
  RESUME_OPTIONS,
  type ResolvedAcquireOptions,
  refuseMinHold,
  refuseWait,
  resolveDefaults,
} from "../contract/options.js";
import { acquireAll, inOrder } from "./acquire-all.js";
import { Acquirer } from "./acquirer.js";
import { Calls } from "./calls.js";
import { Candidacy } from "./candidacy.js";
import type { ClientContext } from "./client-context.js";
import { clientExtensions } from "./client-extensions.js";
import { HeldLocks } from "./hold/held-locks.js";
import { LocalHandoff } from "./hold/local-handoff.js";
import { takeOver } from "./hold/take-over.js";
import { type CallOptions, runHolding, type Work } from "./run-holding.js";
import { settledWithin } from "./time/timeout.js";
import type { Acquired } from "./wait/acquired.js";
import { newCandidate } from "./wait/candidates.js";
import { WaitDeadline } from "./wait/wait-deadline.js";

/** Implements the contract over one backend with the parts of the engine. */
export class EngineLockClient implements LockClient {
  readonly #context: ClientContext;
  readonly #defaults: ResolvedAcquireOptions;
  readonly #calls: Calls;
  readonly #heldLocks: HeldLocks;
  readonly #acquirer: Acquirer;
  readonly [EXTENSIONS]: ClientExtensions;
  readonly #closing = new Set<() => Promise<void>>();
  #closed: Promise<void> | undefined;

  constructor(context: ClientContext, defaults: ResolvedAcquireOptions) {
    this.#context = context;
    this.#defaults = defaults;
    this.#calls = new Calls(context, defaults);
    this.#heldLocks = new HeldLocks(context, new LocalHandoff(context));
    this.#acquirer = new Acquirer(context, this.#heldLocks, this.#calls);
    this[EXTENSIONS] = clientExtensions(context, this.#calls, this.#acquirer, this.#closing);
  }

  acquire(name: string, options: AcquireOrNullOptions): Promise<Lock | null>;
  acquire(name: string, options?: AcquireOptions): Promise<Lock>;
  acquire(name: string, options?: CallOptions): Promise<Lock | null> {
    return this.#acquire(name, options);
  }

  tryAcquire(name: string, options?: TryOptions): Promise<Lock | null> {
    return this.#calls.acquire<Lock | null>(name, options, 0, async (terms, wait) => {
      refuseWait(options ?? {});
      try {
        const candidate = newCandidate(this.#context, name, terms.sharing);
        return await this.#acquirer.atOnce(candidate, terms, wait);
      } catch (error) {
        const { signal } = terms;
        if (isTimeout(error, signal) && LockBackendError.is(error.cause)) throw error.cause;
        return nullIfBusy(error, signal);
      }
    });
  }

  acquireAll(names: readonly string[], options: AcquireOrNullOptions): Promise<LockGroup | null>;
  acquireAll(names: readonly string[], options?: AcquireOptions): Promise<LockGroup>;
  acquireAll(names: readonly string[], options?: CallOptions): Promise<LockGroup | null> {
    return this.#acquireAll(names, options);
  }

  withLock<T>(name: string, options: AcquireOrNullOptions, fn: Work<Lock, T>): Promise<T | null>;
  withLock<T>(
    name: string,
    optionsOrFn: AcquireOptions | Work<Lock, T>,
    fn?: Work<Lock, T>,
  ): Promise<T>;
  withLock<T>(
    name: string,
    optionsOrFn: CallOptions | Work<Lock, T>,
    fn?: Work<Lock, T>,
  ): Promise<T | null> {
    return runHolding((options) => this.#acquire(name, options), optionsOrFn, fn);
  }

  withLocks<T>(
    names: readonly string[],
    options: AcquireOrNullOptions,
    fn: Work<LockGroup, T>,
  ): Promise<T | null>;
  withLocks<T>(
    names: readonly string[],
    optionsOrFn: AcquireOptions | Work<LockGroup, T>,
    fn?: Work<LockGroup, T>,
  ): Promise<T>;
  withLocks<T>(
    names: readonly string[],
    optionsOrFn: CallOptions | Work<LockGroup, T>,
    fn?: Work<LockGroup, T>,
  ): Promise<T | null> {
    return runHolding((options) => this.#acquireAll(names, options), optionsOrFn, fn);
  }

  lead(
    name: string,
    fn: (lock: Lock, signal: AbortSignal) => void | Promise<void>,
    options: LeadOptions = {},
  ): Leadership {
    this.#calls.check(name);
    checkFunction("fn", fn);
    checkOptions(options, LEAD_OPTIONS);
    const { ttl, maxHold, signal } = resolveDefaults(this.#defaults, options);
    const onError = (error: unknown) => this.#context.emitter.fail(name, error);
    const { closing } = this.#calls;
    return new Candidacy(this, { name, ttl, maxHold, signal, closing, serve: fn, onError });
  }

  async peek(name: string): Promise<LockInfo> {
    this.#calls.check(name);
    return this.#calls.ask(name, "peek", this.#context.backend.peek(name));
  }

  async release(name: string, token: string): Promise<boolean> {
    this.#calls.check(name);
    checkToken(token);
    const held = this.#heldLocks.find(name, token);
    return held
      ? held.release()
      : this.#calls.ask(name, "release", this.#context.backend.release(name, token));
  }

  async resume(name: string, token: string, options?: ResumeOptions): Promise<Lock | null> {
    checkName(name);
    checkToken(token);
    if (options !== undefined) checkOptions(options, RESUME_OPTIONS);
    const terms = resolveDefaults(this.#defaults, options ?? {});
    this.#calls.checkOpen(name);
    const wait = new WaitDeadline(this.#context.commandTimeout, terms.signal);
    const former = this.#heldLocks.find(name, token);
    const hold = (acquired: Acquired) => {
      former?.markStolen();
      return this.#heldLocks.hold(acquired, { terms, waited: wait.waited });
    };
    return this.#calls.watch(name, wait, () =>
      takeOver(this.#context, { name, token }, terms, wait, hold),
    );
  }

  async forceRelease(name: string): Promise<boolean> {
    this.#calls.check(name);
    // A lock that is acquired after this point may have been granted by this very release.
    const before = this.#heldLocks.of(name);
    const settled = new AbortController();
    try {
      const pending = this.#context.backend.forceRelease(name, settled.signal);
      const released = await this.#calls.ask(name, "forceRelease", pending);
      if (released) for (const lock of before) lock.markStolen();
      return released;
    } finally {
      settled.abort();
    }
  }

  /** Called when the backend reports that a claim no longer holds the lock. */
  markLost(claim: Claim): void {
    this.#heldLocks.markLost(claim);
  }

  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void {
    return this.#context.emitter.on(event, listener);
  }

  async close(options: CloseOptions = {}): Promise<void> {
    checkOptions(options, CLOSE_OPTIONS);
    const { releaseHeld = true } = options;
    checkBoolean("releaseHeld", releaseHeld);
    this.#closed ??= this.#close(releaseHeld);
    await this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #acquire(name: string, options: CallOptions | undefined): Promise<Lock | null> {
    return this.#calls.acquire<Lock | null>(name, options, undefined, (terms, wait) => {
      const once = wait.blockingTimeout === 0;
      const acquiring = once
        ? this.#acquirer.atOnce(newCandidate(this.#context, name, terms.sharing), terms, wait)
        : this.#acquirer.inTurn(name, terms, wait);
      if (terms.onTimeout !== "null") return acquiring;
      return acquiring.catch((error: unknown) => nullIfBusy(error, terms.signal));
    });
  }

  async #acquireAll(
    names: readonly string[],
    options: CallOptions | undefined,
  ): Promise<LockGroup | null> {
    const ordered = inOrder(names);
    const { blockingTimeout, signal, onTimeout, minHold } = this.#calls.terms(options);
    refuseMinHold(minHold);
    const given = readOptions(ACQUIRE_OPTIONS, options ?? {});
    const acquiring = acquireAll(this, ordered, { ...given, blockingTimeout, signal, onTimeout });
    if (onTimeout !== "null") return acquiring;
    return acquiring.catch((error: unknown) => nullIfBusy(error, signal));
  }

  async #close(releaseHeld: boolean): Promise<void> {
    const { backend, cleanup, emitter, commandTimeout } = this.#context;
    await this.#calls.close();
    this.#heldLocks.close(releaseHeld);
    await cleanup.close();
    const last = Promise.allSettled([...this.#closing].map((work) => work()));
    await settledWithin(
      last.then(() => undefined),
      commandTimeout,
    );
    try {
      await settledWithin(backend.close?.() ?? Promise.resolve(), commandTimeout);
    } finally {
      emitter.clear();
    }
  }
}
