import { now } from "../time/clock.js";
import { CoarseTimer } from "../time/coarse-timer.js";
import { onAbort } from "../time/on-abort.js";
import { unanswered } from "../time/timeout.js";

/** Why a wait was cancelled; wrapped, since a caller may abort with any value, including `undefined`. */
export interface Cancelled {
  readonly error: unknown;
}

/**
 * One caller's wait: its deadline and its cancellation. It adds one listener to the caller's signal, and creates its own
 * signal only when something has to sleep, so an uncontended acquire creates none.
 */
export class WaitDeadline {
  readonly started = now();
  readonly blockingTimeout: number;
  readonly deadline: number;
  /** Number of attempts made at the backend so far. */
  attempts = 0;
  #cancelled: Cancelled | undefined;
  /**
   * Ends an attempt under way, or a wait in the local queue: cancelled, or without an argument at the deadline. Assigned from
   * a variable: V8 allocates a function literal that is assigned to a property in the old generation, where it would keep
   * the whole wait alive until the next full collection (`CheckAssigningFunctionLiteralToProperty` in its parser-base.h).
   */
  #interrupt: ((cancelled?: Cancelled) => void) | undefined;
  #controller: AbortController | undefined;
  #timer: CoarseTimer | undefined;
  #waiting = false;
  #expired = false;
  readonly #forgetSource: (() => void) | undefined;

  constructor(blockingTimeout: number, source: AbortSignal | undefined) {
    this.blockingTimeout = blockingTimeout;
    this.deadline = this.started + blockingTimeout;
    if (source?.aborted) throw source.reason;
    this.#forgetSource = source && onAbort(source, () => this.cancel(source.reason));
  }

  /** Aborted when the wait is cancelled, and at its deadline. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#cancelled || this.over) controller.abort();
      else this.#atDeadline(() => controller.abort());
    }
    return this.#controller.signal;
  }

  get over(): boolean {
    return this.remaining() === 0;
  }

  get waited(): number {
    return now() - this.started;
  }

  /** True on the first call only, so that `waiting` is emitted once per wait. */
  markWaiting(): boolean {
    const first = !this.#waiting;
    this.#waiting = true;
    return first;
  }

  remaining(): number {
    return this.#expired ? 0 : Math.max(0, this.deadline - now());
  }

  cancel(error: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = { error };
    this.#controller?.abort();
    this.#callInterrupt(this.#cancelled);
  }

  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#cancelled.error;
  }

  /** Settles like the operation. Rejects after `ms` without an answer, or with the reason of a cancellation. */
  answer<T>(operation: Promise<T>, ms: number, name: string, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      let open = true;
      const settle = () => {
        if (!open) return;
        open = false;
        timer.cancel();
        this.#interrupt = undefined;
      };
      const late = () => {
        settle();
        reject(unanswered(name, what, ms));
      };
      const timer = new CoarseTimer(now() + ms, late, true);
      const interrupt = (cancelled?: Cancelled) => {
        settle();
        reject(cancelled?.error);
      };
      this.#interrupt = interrupt;
      operation.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(error);
        },
      );
      if (this.#cancelled) interrupt(this.#cancelled);
    });
  }

  /** Calls back once: with the reason if the wait is cancelled, without one at its deadline. Never after `unpark`. */
  park(onEnd: (cancelled?: Cancelled) => void): void {
    if (this.#cancelled || this.over) return onEnd(this.#cancelled);
    this.#interrupt = onEnd;
    this.#atDeadline(() => this.#callInterrupt());
  }

  /** Ends a parked wait whose deadline has passed, although its timer has not fired yet. */
  endIfOver(): boolean {
    if (!this.over) return false;
    this.#callInterrupt();
    return true;
  }

  unpark(): void {
    this.#interrupt = undefined;
    this.#timer?.cancel();
  }

  end(): void {
    this.#timer?.cancel();
    this.#forgetSource?.();
  }

  #callInterrupt(cancelled?: Cancelled): void {
    const interrupt = this.#interrupt;
    this.unpark();
    interrupt?.(cancelled);
  }

  #atDeadline(callback: () => void): void {
    if (this.deadline === Number.POSITIVE_INFINITY) return;
    const expire = () => {
      this.#expired = true;
      callback();
    };
    this.#timer = new CoarseTimer(this.deadline, expire, true);
  }
}
