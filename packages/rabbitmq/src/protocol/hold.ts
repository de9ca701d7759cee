import type { Claim } from "@lockwire/core/backend";
import type { SideConnection } from "../amqp/side-connection.js";
import { LockQueue, type LockQueueOptions } from "./lock-queue.js";
import type { Answer, Question } from "./messages.js";
import { makeTurn, PlaceInLine } from "./place-in-line.js";

/** How long a holder waits for a turn to be published, and then for it to arrive, in ms. */
const TURN_COMES = 500;

const NOT_HELD: Answer = { held: false, left: 0 };

export interface HoldOptions extends LockQueueOptions {
  readonly claim: Claim;
  readonly line: string;
  /** The connection for publishing, which no lock depends on. */
  readonly side: SideConnection;
}

/** A lock of this process, from its attempt to its end: its queue, and the turn that wakes the next waiter. */
export class Hold {
  readonly claim: Claim;
  readonly #options: HoldOptions;
  readonly #queue: LockQueue;
  #place: PlaceInLine | undefined;
  #declared = false;
  #fence: number | undefined;
  #acquiredAt = 0;
  #until = 0;
  /** Whether another process has waited for the lock. */
  #contended = false;
  #released: Promise<boolean> | undefined;
  /** The last attempt, settled whatever came of it: its queue may be declared until then. */
  #attempt: Promise<unknown> = Promise.resolve();
  /** Runs one step at a time towards a place in the queue of waiters. */
  #placing: Promise<void> = Promise.resolve();

  constructor(options: HoldOptions) {
    this.claim = options.claim;
    this.#options = options;
    this.#queue = new LockQueue(options);
  }

  /** Set while the lock is held: from when its fence was read to its release. */
  get fence(): number | undefined {
    return this.#released ? undefined : this.#fence;
  }

  /** Also while it is being released, as others may ask: until it is known to be gone, its holder has not been told. */
  get wasHeld(): boolean {
    return this.#fence !== undefined;
  }

  get releasing(): boolean {
    return this.#released !== undefined;
  }

  /** The rest of its lease, in ms. */
  get left(): number {
    return Math.max(0, this.#until - performance.now());
  }

  /** False: another process has the lock, or had it before the fence came, which would then be above that one's. */
  acquire(ttl: number, nextFence: () => Promise<number>): Promise<boolean> {
    const attempt = this.#acquire(ttl, nextFence);
    this.#attempt = attempt.catch(() => undefined);
    return attempt;
  }

  /** Takes over the place in which its waiter stood, with the turn or without, unless it has a place that is first. */
  standIn(place: PlaceInLine): void {
    this.#contended = true;
    place.onNews = () => undefined;
    if (this.#place?.stands) void place.quit();
    else this.#place = place;
  }

  async renew(ttl: number): Promise<boolean> {
    // A release that another process asked for may fail, and the lock is then still held.
    if (this.#released) return this.#released.then(() => false);
    const held = await this.#queue.renew(ttl);
    if (held) this.#until = performance.now() + ttl;
    return held;
  }

  /** False: the lock was no longer held. */
  release(): Promise<boolean> {
    if (this.#released) return this.#released;
    const releasing = this.#release();
    this.#released = releasing;
    // If it fails, the lock is still held, and the release can be repeated; unless the lock was lost meanwhile.
    releasing.catch(() => {
      if (this.#released === releasing) this.#released = undefined;
    });
    return releasing;
  }

  /** Releases it, and tells whether the broker has answered. */
  async isReleased(): Promise<boolean> {
    return this.release().then(
      () => true,
      () => false,
    );
  }

  /** Ends a hold whose attempt was refused, or whose lock the broker has deleted: the queue may be another holder's. */
  lose(): void {
    this.#released = this.#leave(this.#released);
  }

  async answer(question: Question): Promise<Answer> {
    const held = this.fence !== undefined;
    switch (question.kind) {
      case "release":
        return this.#over(question.token === this.claim.token && held && (await this.release()));
      case "forceRelease":
        return this.#over(held && (await this.release()));
      case "wait": {
        this.#contended = true;
        if (!this.#isKept) return NOT_HELD;
        const turn = await this.#takeTurn(question.turn);
        // The release may have begun meanwhile, and it cannot wake a waiter that already has the turn.
        if (!this.#isKept) return NOT_HELD;
        return { ...this.#describe(), ...(turn ? { turn } : {}) };
      }
      case "peek":
        return this.#describe();
    }
  }

  async #acquire(ttl: number, nextFence: () => Promise<number>): Promise<boolean> {
    if (!(await this.#queue.declare(ttl))) return false;
    this.#declared = true;
    this.#until = performance.now() + ttl;
    this.#acquiredAt = Date.now();
    const fence = await nextFence();
    this.#declared = await this.#queue.renew(ttl);
    if (this.#declared) this.#fence = fence;
    return this.#declared;
  }

  #over(held: boolean): Answer {
    return { held, left: 0 };
  }

  /** Whether a waiter has to wait. While the lock is being released it counts as free: the turn is on its way. */
  get #isKept(): boolean {
    return this.#declared && !this.releasing;
  }

  /** The lock is held until its queue is deleted. */
  #describe(): Answer {
    if (!this.#declared) return NOT_HELD;
    const known = this.#fence === undefined ? {} : { fence: this.#fence };
    return { held: true, left: this.left, ...known, acquiredAt: this.#acquiredAt };
  }

  /** Brings the turn to this holder. Returns what a waiter that has one has to do with it. */
  #takeTurn(offered: boolean): Promise<Answer["turn"]> {
    const placed = this.#placing.then(() => this.#seeToTurn(offered));
    this.#placing = placed.then(
      () => undefined,
      () => undefined,
    );
    // A holder without a place in the queue wakes nobody if it dies; waiters then find out by polling.
    return placed.catch(() => undefined);
  }

  async #seeToTurn(offered: boolean): Promise<Answer["turn"]> {
    if (this.#place?.stands && this.#place.hasTurn) return offered ? "drop" : undefined;
    if (this.releasing) return undefined;
    const place = await this.#standFirst();
    if (offered) return "return";
    if (place.hasTurn) return undefined;
    const came = new Promise<void>((resolve) => {
      place.onNews = resolve;
    });
    await this.#makeTurn();
    await Promise.race([came, late(TURN_COMES)]);
    return undefined;
  }

  async #standFirst(): Promise<PlaceInLine> {
    const { channels, line } = this.#options;
    const place = await PlaceInLine.join(channels, line, { first: true, onNews: () => undefined });
    // Read after the join: `standIn` may have set a place meanwhile.
    const before = this.#place;
    this.#place = place;
    await before?.quit();
    return place;
  }

  /**
   * Leaves the queue of waiters, deletes the lock's queue and returns the turn, in that order: the turn must not come back
   * here, and the waiter that gets it must find the lock free.
   */
  async #release(): Promise<boolean> {
    await this.#attempt;
    await this.#placing;
    const place = this.#place?.stands ? this.#place : undefined;
    await place?.cancel();
    const held = await this.#queue.delete(place?.channel);
    // Without the turn waiters find out by polling.
    if (this.#contended && !place?.hasTurn) await this.#makeTurn().catch(() => undefined);
    this.#place?.passOn();
    this.#place = undefined;
    return held;
  }

  /** Leaves the line: a place that nobody uses would receive the turn, and keep it from the waiters. */
  async #leave(releasing: Promise<boolean> | undefined): Promise<boolean> {
    // A release under way uses the place, and passes the turn on.
    await releasing?.catch(() => undefined);
    await this.#placing;
    await this.#place?.quit();
    this.#place = undefined;
    return false;
  }

  /** Wakes a waiter if the turn was lost. A broker low on memory or disk may not accept it, so the wait is bounded. */
  async #makeTurn(): Promise<void> {
    const { side, line } = this.#options;
    const made = side
      .channels()
      .then((channels) => channels.run(async (channel) => makeTurn(channel, line)));
    await Promise.race([made, late(TURN_COMES)]);
  }
}

async function late(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
