import {
  type Chance,
  type Claim,
  type Contender,
  type Grant,
  LockBackendError,
  type Refusal,
} from "@lockwire/core/backend";
import { brokerFailure } from "../amqp/failure.js";
import { Hold } from "../protocol/hold.js";
import type { Session } from "../session/session.js";
import { type ContenderOptions, Waiter } from "./waiter.js";

/** One acquisition: its attempts at the lock's queue, its wait, and the lock. */
export class RabbitContender implements Contender {
  readonly #claim: Claim;
  readonly #options: ContenderOptions;
  readonly #waiter: Waiter;
  /** The lock, or an attempt whose outcome is unknown. */
  #own: { readonly hold: Hold; readonly session: Session } | undefined;
  /** The last attempt, settled whatever came of it: one at a time is made. */
  #attempts: Promise<unknown> = Promise.resolve();

  constructor(claim: Claim, options: ContenderOptions) {
    this.#claim = claim;
    this.#options = options;
    this.#waiter = new Waiter(claim.name, options);
  }

  tryAcquire(ttl: number, { enqueue }: { readonly enqueue: boolean }): Promise<Grant | Refusal> {
    const attempt = this.#attempts.then(() => this.#failing("acquire", this.#try(ttl, enqueue)));
    this.#attempts = attempt.catch(() => undefined);
    return attempt;
  }

  nextChance(_chance: Chance, signal: AbortSignal): Promise<void> {
    return this.#failing("subscribe", this.#waiter.nextChance(signal));
  }

  async renew(ttl: number): Promise<boolean> {
    const own = this.#standing();
    if (!own) return false;
    checkTerm(this.#claim.name, "renew", ttl, own.session);
    const held = await this.#failing("renew", own.hold.renew(ttl));
    if (!held) this.#lose(own);
    return held;
  }

  async release(): Promise<boolean> {
    await this.#attempts;
    const own = this.#standing();
    if (!own) return false;
    const { hold, session } = own;
    const wasHeld = hold.fence !== undefined && session.holds.get(this.#claim.name) === hold;
    const released = await this.#failing("release", hold.release());
    this.#own = undefined;
    session.drop(hold);
    return wasHeld && released;
  }

  stopWaiting(): void {
    this.#waiter.stop();
  }

  async #try(ttl: number, enqueue: boolean): Promise<Grant | Refusal> {
    // Also if the attempt is refused before it reaches the broker: a turn that stays news would end every wait at once.
    this.#waiter.seen();
    const session = await this.#options.sessions.current();
    const { name } = this.#claim;
    checkTerm(name, "acquire", ttl, session);
    const before = this.#standing();
    if (before && before.session !== session) {
      this.#own = undefined;
      void before.session.abandon(before.hold);
    } else if (before?.hold.fence !== undefined) {
      const { fence } = before.hold;
      if (await session.whileUsable(before.hold.renew(ttl))) return { acquired: true, fence };
      this.#lose(before);
    }
    // Nothing is awaited between the last check and the attempt, so others of this connection see the attempt.
    for (let other = this.#otherOf(session); other; other = this.#otherOf(session)) {
      // The broker may have deleted what is being released before it says so.
      const over = other.releasing && (await session.whileUsable(other.isReleased()));
      if (!over) return refusal(other.left || session.heartbeat);
      session.drop(other);
    }
    // An attempt that failed may have the lock, which nobody else gets before the next one tells.
    const mayHold = this.#own !== undefined;
    if (enqueue && !mayHold && !this.#waiter.inLine && session.mustYield(name)) {
      return refusal(session.heartbeat);
    }
    return this.#tryOn(session, ttl);
  }

  async #tryOn(session: Session, ttl: number): Promise<Grant | Refusal> {
    const own = this.#own ?? this.#open(session);
    this.#own = own;
    session.holds.set(this.#claim.name, own.hold);
    session.fences.prepare();
    const attempt = own.hold.acquire(ttl, () => session.fences.next());
    if (!(await session.whileUsable(attempt))) {
      this.#lose(own);
      return refusal(session.heartbeat);
    }
    const place = this.#waiter.yieldPlace(session);
    if (place) {
      session.noteContended(this.#claim.name);
      own.hold.standIn(place);
    }
    return { acquired: true, fence: own.hold.fence ?? 0 };
  }

  /** Who else has the lock on this connection, or tries to. */
  #otherOf(session: Session): Hold | undefined {
    const other = session.holds.get(this.#claim.name);
    return other === this.#own?.hold ? undefined : other;
  }

  #open(session: Session) {
    const { names } = this.#options;
    const { name } = this.#claim;
    const { channels, mailbox, side } = session;
    const hold = new Hold({
      claim: this.#claim,
      channels,
      side,
      queue: names.lock(name),
      line: names.line(name),
      inbox: mailbox.inbox,
      onMessage: (message) => mailbox.receive(message),
    });
    return { hold, session };
  }

  /** What is not gone with its connection. */
  #standing() {
    if (this.#own?.session.gone) this.#own = undefined;
    return this.#own;
  }

  #lose({ hold, session }: { readonly hold: Hold; readonly session: Session }): void {
    this.#own = undefined;
    hold.lose();
    session.drop(hold);
  }

  async #failing<T>(operation: string, step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      throw brokerFailure(error, this.#claim.name, operation);
    }
  }
}

/** Only the holder knows how long it will hold the lock; the longest possible lease is the bound. */
function refusal(freeIn: number): Refusal {
  return { acquired: false, freeIn, queued: true };
}

/** The broker keeps a lock for no longer than it keeps a connection that it hears nothing from. */
function checkTerm(name: string, operation: string, ttl: number, { heartbeat }: Session): void {
  if (ttl <= heartbeat) return;
  const message =
    `a ttl of ${ttl} ms is more than the connection's heartbeat of ${heartbeat} ms, ` +
    "which is how long the broker keeps the lock of a silent holder";
  throw new LockBackendError(name, operation, { message, retryFor: 0 });
}
