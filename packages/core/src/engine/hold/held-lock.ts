import { AsyncResource } from "node:async_hooks";
import { LockLostError } from "../../contract/errors.js";
import type { Lock } from "../../contract/lock.js";
import type { HoldMode } from "../../contract/mode.js";
import { checkTtl, type ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { cannotChange, cannotShare, checkSharing, modeOf } from "../mode.js";
import { now } from "../time/clock.js";
import { traceLoss } from "../tracing.js";
import { downgrade, tryUpgrade } from "./change-mode.js";
import type { Lease } from "./lease.js";
import type { LeaseHolder } from "./lease-holder.js";
import { isOwned } from "./owned.js";

export interface HoldOptions {
  readonly fence: number;
  readonly slot: number | undefined;
  readonly terms: ResolvedAcquireOptions;
  /** Ends this hold; false if the lock was no longer held. */
  readonly release: () => Promise<boolean>;
  /** Called once, when the lock is released or lost. */
  readonly onEnd: () => void;
  /** Called when a downgrade begins: from then on others may share the lock. */
  readonly onShared: () => void;
}

/**
 * A holder's handle on a lease. Events that a shared timer or message causes later run in the async context of the call
 * that acquired the lock.
 */
export class HeldLock implements Lock, LeaseHolder {
  readonly name: string;
  fence: number;
  mode: HoldMode;
  readonly slot?: number;
  readonly #since = now();
  readonly #asyncContext = new AsyncResource("lockwire.Lock");
  readonly #context: ClientContext;
  readonly #lease: Lease;
  readonly #options: HoldOptions;
  /** Created when `signal` is first read; most holders never read it. */
  #controller: AbortController | undefined;
  /** The context of the first read of `signal`: in a `synchronized` function, for example, the one with its `currentLock`. */
  #signalContext: AsyncResource | undefined;
  #loss: LockLostError | undefined;
  #released: Promise<boolean> | undefined;
  /** Set when the token is first read. */
  #token: string | undefined;

  constructor(context: ClientContext, lease: Lease, options: HoldOptions) {
    this.name = lease.claim.name;
    this.fence = options.fence;
    this.mode = modeOf(lease.claim.sharing);
    if (options.slot !== undefined) this.slot = options.slot;
    this.#context = context;
    this.#lease = lease;
    this.#options = options;
    lease.attach(this, options.terms, this.#since);
  }

  /**
   * The lease's token, while this holder has the lease. It is an accessor for two reasons: logging the lock does not show
   * it, and a lease whose token was never read can pass to the next holder, since nobody can release it by the token.
   */
  get token(): string {
    this.#token ??= this.#lease.showToken(this);
    return this.#token;
  }

  isProvenBy(token: string): boolean {
    return this.#token === token;
  }

  /** Whether the backend granted the lease to this token, which may never have been read. */
  isGrantedTo(token: string): boolean {
    return this.#lease.claim.token === token;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    this.#signalContext ??= new AsyncResource("lockwire.signal");
    const lost = this.#lost();
    if (lost && !this.#controller.signal.aborted) this.#abort(lost);
    return this.#controller.signal;
  }

  remaining(): number {
    return this.#released ? 0 : this.#lease.remaining();
  }

  async owned(): Promise<boolean> {
    if (this.#isOver()) return false;
    const owned = await isOwned(this.#lease, this.#context.commandTimeout);
    return owned && !this.#isOver();
  }

  async extend(ttl?: number): Promise<void> {
    const term = ttl === undefined ? this.#options.terms.ttl : checkTtl(ttl);
    this.#throwIfOver();
    await this.#lease.extend(term);
    this.#throwIfOver();
  }

  /** The lock counts as shared as soon as the request is sent: if the reply is lost, others may already share it. */
  async downgrade(): Promise<void> {
    this.#checkChange("exclusive", "shared");
    this.mode = "shared";
    this.#options.onShared();
    const fence = await downgrade(this.#lease, this.#context.commandTimeout);
    // An upgrade that was requested meanwhile may have been answered first.
    this.fence = Math.max(this.fence, fence);
    this.#throwIfOver();
  }

  async tryUpgrade(): Promise<Lock | null> {
    this.#checkChange("shared", "exclusive");
    const fence = await tryUpgrade(this.#lease, this.#context.commandTimeout);
    this.#throwIfOver();
    if (fence === undefined) return null;
    this.fence = fence;
    this.mode = "exclusive";
    return this;
  }

  release(): Promise<boolean> {
    this.#released ??= this.#release();
    return this.#released;
  }

  /** A release that never rejects: a failure becomes an `error` event. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      this.#context.report(this.name, error);
    }
  }

  /** Releases in the background a lock that its caller never got; its `minHold` does not apply. */
  discard(): void {
    this.#lease.waiveMinHold();
    void this[Symbol.asyncDispose]();
  }

  /** Ends the hold because the client closes; releases the lock, or lets it expire. */
  revoke(free: boolean): void {
    if (!this.#released) this.#lease.abandon("was lost: its client was closed", free);
  }

  /** The lock is gone at the backend: notifies its holder at once, so the next local waiter need not wait for a renewal. */
  markStolen(): void {
    this.#lease.markStolen();
  }

  inContext(work: () => void): void {
    this.#asyncContext.runInAsyncScope(work);
  }

  extended(ttl: number): void {
    const { name, fence } = this;
    this.inContext(() => this.#context.emitter.emit("extended", { name, fence, ttl }));
  }

  lost(error: LockLostError): void {
    this.#loss = error;
    this.#abort(error);
    this.#options.onEnd();
    const { name, fence } = this;
    const held = now() - this.#since;
    traceLoss(this, held, error);
    this.#context.emitter.emit("lost", { name, fence, why: error.why, held });
  }

  #abort(error: LockLostError): void {
    this.#signalContext?.runInAsyncScope(() => this.#controller?.abort(error));
  }

  #checkChange(from: HoldMode, to: HoldMode): void {
    if (this.mode !== from) throw cannotChange(this.name, this.mode, to);
    checkSharing(this.#context.backend, this.name, { mode: "shared" });
    if (this.#options.terms.minHold > 0) throw cannotShare(this.name);
    this.#throwIfOver();
  }

  #throwIfOver(): void {
    const lost = this.#lost();
    if (lost) throw lost;
    if (this.#released) throw new LockLostError(this.name, "expired", "was released");
  }

  #isOver(): boolean {
    return Boolean(this.#lost() ?? this.#released);
  }

  /** Checks the clock, unless the lease no longer belongs to this holder. */
  #lost(): LockLostError | undefined {
    if (!this.#released && this.#lease.state === "lost") return this.#lease.loss;
    return this.#loss;
  }

  async #release(): Promise<boolean> {
    if (this.#lost()) return false;
    const released = this.#options.release();
    this.#options.onEnd();
    if (!(await released)) return false;
    const { name, fence } = this;
    const { emitter } = this.#context;
    if (emitter.heard("released"))
      emitter.emit("released", { name, fence, held: now() - this.#since });
    return true;
  }
}
