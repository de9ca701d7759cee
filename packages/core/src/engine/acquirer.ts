import type { Lock } from "../contract/lock.js";
import type { ResolvedAcquireOptions } from "../contract/options.js";
import type { Calls } from "./calls.js";
import type { ClientContext } from "./client-context.js";
import type { HeldLock } from "./hold/held-lock.js";
import type { HeldLocks } from "./hold/held-locks.js";
import { isSpent, type LocalTransfer, type LocalTurn } from "./hold/local-transfer.js";
import type { Acquired } from "./wait/acquired.js";
import { Acquisition } from "./wait/acquisition.js";
import { type Candidate, newCandidate } from "./wait/candidates.js";
import { type Admission, LocalQueue } from "./wait/local-queue.js";
import type { WaitDeadline } from "./wait/wait-deadline.js";

/** Acquires locks: at once, or in the order of the waiters of this process. */
export class Acquirer {
  readonly #context: ClientContext;
  readonly #heldLocks: HeldLocks;
  readonly #calls: Calls;
  readonly #localQueue = new LocalQueue<LocalTransfer>();

  constructor(context: ClientContext, heldLocks: HeldLocks, calls: Calls) {
    this.#context = context;
    this.#heldLocks = heldLocks;
    this.#calls = calls;
  }

  async atOnce(
    candidate: Candidate,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ): Promise<Lock> {
    const acquired = await new Acquisition(this.#context, candidate, terms, wait).runOnce();
    return this.keep(wait, this.#heldLocks.hold(acquired, { terms, waited: wait.waited }));
  }

  inTurn(name: string, terms: ResolvedAcquireOptions, wait: WaitDeadline): Promise<Lock> {
    const entered = this.#localQueue.enter(name, terms, wait);
    if (!(entered instanceof Promise)) return this.#admitted(name, terms, wait, entered);
    if (wait.markWaiting()) this.#context.emitter.emit("waiting", { name });
    return entered.then((admission) => this.#admitted(name, terms, wait, admission));
  }

  async #admitted(
    name: string,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
    { turn, transfer: given }: Admission<LocalTransfer>,
  ): Promise<Lock> {
    const transfer = isSpent(given) ? undefined : given;
    if (transfer?.kind === "lease") {
      const hold = { terms, waited: wait.waited, turn };
      return this.keep(wait, this.#heldLocks.inherit(transfer.lease, hold));
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

  /** Returns the lock. If the wait was cancelled or the client closed meanwhile, releases it in the background and throws. */
  keep(wait: WaitDeadline, lock: HeldLock): Lock {
    try {
      wait.throwIfCancelled();
      this.#calls.checkOpen(lock.name);
      return lock;
    } catch (error) {
      lock.discard();
      throw error;
    }
  }

  /** If local hand-offs are possible, the holder keeps its turn; otherwise the next waiter may contend now. */
  #keepInTurn(
    acquired: Acquired,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
    turn: LocalTurn,
  ): Lock {
    const { backend } = this.#context;
    const passes = terms.sharing?.mode !== "shared" && !terms.concurrent;
    const handsOff = backend.localHandoffs !== undefined && passes;
    if (!handsOff) turn.leave();
    else if (terms.sharing) turn.keep();
    const hold = { terms, waited: wait.waited, turn: handsOff ? turn : undefined };
    return this.keep(wait, this.#heldLocks.hold(acquired, hold));
  }
}
