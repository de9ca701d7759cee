import { inspect } from "node:util";
import type { Lock, LockClient, LockLostError } from "@lockwire/core";
import { monotonic } from "@lockwire/harness";
import type { Recorder } from "../history/recorder.js";
import type { Answer, Terms } from "./protocol.js";

/** Commands may stay unanswered for that long, in ms, unless the client says otherwise. */
const COMMAND_TIMEOUT = 2_000;
const TTL = 30_000;

/** Takes locks and gives them back, and notes every step. */
export class Holder {
  readonly #id: string;
  readonly #recorder: Recorder;
  readonly #commandTimeout: number;
  readonly #held = new Map<string, Lock>();
  #count = 0;

  constructor(id: string, recorder: Recorder, commandTimeout = COMMAND_TIMEOUT) {
    this.#id = id;
    this.#recorder = recorder;
    this.#commandTimeout = commandTimeout;
  }

  /** Notes what the client tells of itself. */
  listen(locks: LockClient): void {
    locks.on("waiting", ({ name }) => this.#recorder.note({ event: "waiting", name }));
    locks.on("degraded", ({ name }) => this.#recorder.note({ event: "degraded", name }));
    locks.on("restored", ({ name }) => this.#recorder.note({ event: "restored", name }));
    locks.on("error", ({ name, error }) =>
      this.#recorder.note({ event: "error", name, message: error.message }),
    );
    locks.on("extended", ({ name, fence }) => {
      for (const [op, lock] of this.#held) {
        if (lock.name === name && lock.fence === fence) this.#noteTerm(op, lock);
      }
    });
  }

  async acquire(
    locks: LockClient,
    name: string,
    terms: Terms = {},
    cancel?: AbortSignal,
  ): Promise<Answer> {
    const { blockingTimeout, abortAfter, ttl = TTL, ...others } = terms;
    const longest =
      blockingTimeout === null ? Number.POSITIVE_INFINITY : (blockingTimeout ?? 10_000);
    const bound = longest === 0 ? this.#commandTimeout : longest;
    const timer = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
    const signals = [cancel, timer].filter((signal) => signal !== undefined);
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    return this.#settle(name, ttl, Math.min(bound, abortAfter ?? bound), terms, () =>
      locks.acquire(name, { ...others, ttl, blockingTimeout: longest, signal }),
    );
  }

  async tryAcquire(locks: LockClient, name: string, terms: Terms = {}): Promise<Answer> {
    const { ttl = TTL, autoExtend, maxHold, mode, limit } = terms;
    return this.#settle(name, ttl, this.#commandTimeout, terms, () =>
      locks.tryAcquire(name, { ttl, autoExtend, maxHold, mode, limit }),
    );
  }

  lock(op: string): Lock {
    const lock = this.#held.get(op);
    if (lock === undefined) throw new Error(`No lock was acquired as ${op}`);
    return lock;
  }

  /** For loops without an end. */
  forget(op: string): void {
    this.#held.delete(op);
  }

  look(op: string): Answer {
    const lock = this.lock(op);
    const at = monotonic();
    const remaining = lock.remaining();
    const held = remaining > 0 && !lock.signal.aborted;
    this.#recorder.note({ event: "looked", op, held }, at);
    return { op, held, remaining };
  }

  async extend(op: string, ttl?: number): Promise<Answer> {
    const lock = this.lock(op);
    await lock.extend(ttl);
    return { op, held: true, remaining: lock.remaining() };
  }

  async release(op: string): Promise<Answer> {
    const lock = this.lock(op);
    this.#recorder.note({ event: "releasing", op });
    const askedAt = monotonic();
    try {
      const ours = await lock.release();
      this.#recorder.note({ event: "released", op, askedAt, ours });
      return { op, ours };
    } catch (error) {
      const told = describe(error);
      this.#recorder.note({ event: "released", op, askedAt, ours: null, code: told.code ?? "" });
      return { op, ...told };
    }
  }

  async #settle(
    name: string,
    ttl: number,
    bound: number,
    { mode, limit }: Terms,
    attempt: () => Promise<Lock | null>,
  ): Promise<Answer> {
    this.#count += 1;
    const op = `${this.#id}#${this.#count}`;
    const noted = Number.isFinite(bound) ? bound : null;
    const wish = { ...(mode === "shared" ? { shared: true } : {}), ...(limit ? { limit } : {}) };
    this.#recorder.note({ event: "calling", op, name, ttl, bound: noted, ...wish });
    const askedAt = monotonic();
    try {
      const lock = await attempt();
      if (lock) return this.#acquired(op, askedAt, lock);
      return this.#refused(op, askedAt, { code: "BUSY", message: "held by another" });
    } catch (error) {
      return this.#refused(op, askedAt, describe(error));
    }
  }

  #acquired(op: string, askedAt: number, lock: Lock): Answer {
    const at = monotonic();
    const remaining = lock.remaining();
    const { name, fence, slot } = lock;
    const until = at + remaining;
    const place = slot === undefined ? {} : { slot };
    this.#recorder.note({ event: "acquired", op, askedAt, name, fence, until, ...place }, at);
    this.#held.set(op, lock);
    const lost = () => {
      const { why }: LockLostError = lock.signal.reason;
      this.#recorder.note({ event: "lost", op, why });
    };
    // Where the process was kept from running, its time may have been over before anyone could listen.
    if (lock.signal.aborted) lost();
    else lock.signal.addEventListener("abort", lost);
    return { op, held: true, fence, remaining };
  }

  #refused(op: string, askedAt: number, told: Answer): Answer {
    const { code = "", message = "" } = told;
    this.#recorder.note({ event: "refused", op, askedAt, code, message });
    return { op, held: false, ...told };
  }

  #noteTerm(op: string, lock: Lock): void {
    const at = monotonic();
    const remaining = lock.remaining();
    // A process that was stopped before it could tell of its new term may be past it: then its end stays where it was.
    if (remaining > 0) this.#recorder.note({ event: "extended", op, until: at + remaining }, at);
  }
}

export function describe(error: unknown): Answer {
  if (!(error instanceof Error)) return { code: "THROWN", message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const shown = [error.message, error.stack, inspect(error, { depth: 9 }), JSON.stringify(error)];
  return { code, message: error.message, shown: shown.join("\n") };
}
