import { checkOptions } from "../checks/check-options.js";
import { asBackendError, LockClosedError } from "../contract/errors.js";
import type { Lock } from "../contract/lock.js";
import {
  ACQUIRE_OPTIONS,
  checkName,
  type ResolvedAcquireOptions,
  resolveAcquireOptions,
} from "../contract/options.js";
import type { ClientContext } from "./client-context.js";
import { checkMinHold, checkSharing } from "./mode.js";
import type { CallOptions } from "./run-holding.js";
import { type Entry, LinkedList } from "./time/linked-list.js";
import { answerWithin } from "./time/timeout.js";
import { traceAcquire } from "./tracing.js";
import { WaitDeadline } from "./wait/wait-deadline.js";

interface Running {
  readonly name: string;
  readonly wait: WaitDeadline;
}

/** Runs the calls of a client: checks their arguments before anything is sent, bounds them, and ends them on close. */
export class Calls {
  readonly #context: ClientContext;
  readonly #defaults: ResolvedAcquireOptions;
  readonly #running = new LinkedList<Running>();
  readonly #closing = new AbortController();
  /** Resolves `close` once no wait is left. */
  #drained: (() => void) | undefined;

  constructor(context: ClientContext, defaults: ResolvedAcquireOptions) {
    this.#context = context;
    this.#defaults = defaults;
  }

  /** Aborted when the client begins to close. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Rejects every wait, and every later call, with `LockClosedError`; resolves when each wait has settled. */
  close(): Promise<void> {
    this.#closing.abort();
    return new Promise((resolve) => {
      this.#drained = resolve;
      for (const { value } of this.#running.entries()) {
        value.wait.cancel(new LockClosedError(value.name));
      }
      if (this.#running.empty) resolve();
    });
  }

  check(name: string): void {
    checkName(name);
    this.checkOpen(name);
  }

  checkOpen(name: string): void {
    if (this.closing.aborted) throw new LockClosedError(name);
  }

  terms(options: CallOptions | undefined): ResolvedAcquireOptions {
    if (options !== undefined) checkOptions(options, ACQUIRE_OPTIONS);
    return resolveAcquireOptions(this.#defaults, options);
  }

  /** Checks the options, starts a wait, and acquires within it. */
  async acquire<L extends Lock | null>(
    name: string,
    options: CallOptions | undefined,
    blockingTimeout: 0 | undefined,
    acquire: (terms: ResolvedAcquireOptions, wait: WaitDeadline) => Promise<L>,
  ): Promise<L> {
    checkName(name);
    const terms = this.terms(options);
    this.checkOpen(name);
    checkSharing(this.#context.backend, name, terms.sharing);
    checkMinHold(this.#context.backend, name, terms.minHold);
    const wait = new WaitDeadline(blockingTimeout ?? terms.blockingTimeout, terms.signal);
    const running = this.#running.add({ name, wait });
    try {
      return await traceAcquire(name, terms.ttl, wait, () => acquire(terms, wait));
    } finally {
      this.#ended(running);
    }
  }

  /** Runs a wait that ends when the client closes. */
  async watch<L extends Lock | null>(
    name: string,
    wait: WaitDeadline,
    run: () => Promise<L>,
  ): Promise<L> {
    const running = this.#running.add({ name, wait });
    try {
      return await run();
    } finally {
      this.#ended(running);
    }
  }

  /** Returns the backend's reply, or rejects after `commandTimeout`. */
  async ask<T>(name: string, operation: string, asked: Promise<T>): Promise<T> {
    try {
      return await answerWithin(asked, this.#context.commandTimeout, name, operation);
    } catch (error) {
      throw asBackendError(error, name, operation);
    }
  }

  #ended(running: Entry<Running>): void {
    running.value.wait.end();
    running.leave();
    if (this.#running.empty) this.#drained?.();
  }
}
