import type { Lock } from "@lockwire/core";
import type { Random } from "@lockwire/harness";
import { LONGEST_EXTENSION, type Oddity, type Sharing, type WorkerPlan } from "../plan/plan.js";
import { alarm } from "./alarm.js";
import type { Ask } from "./ask.js";
import { Hold } from "./hold.js";
import type { Member } from "./member.js";
import type { Stage } from "./stage.js";

/** One flow of a process's code that uses locks. */
export class Worker {
  readonly #stage: Stage;
  readonly #member: Member;
  readonly #plan: WorkerPlan;
  readonly #random: Random;

  constructor(stage: Stage, member: Member, plan: WorkerPlan, random: Random) {
    this.#stage = stage;
    this.#member = member;
    this.#plan = plan;
    this.#random = random;
  }

  async work(): Promise<void> {
    for (let turn = 0; turn < this.#plan.turns && this.#goesOn; turn++) {
      await this.#sleep(this.#upTo(this.#plan.rest));
      if (!this.#goesOn) return;
      await this.#turn();
    }
  }

  get #goesOn(): boolean {
    return this.#stage.working && !this.#member.closing;
  }

  async #turn(): Promise<void> {
    const name = this.#stage.nameOf(this.#random.pick(this.#plan.names));
    if (this.#does("peek")) await this.#quietly(this.#member.locks.peek(name));
    if (this.#does("force")) await this.#force(name);
    const hold = await this.#acquire(name);
    if (!hold) return;
    await this.#keep(hold);
    if (this.#does("forget")) return;
    if (this.#does("by-token")) await this.#releaseByToken(hold);
    else await this.#release(hold);
    if (this.#does("again")) await this.#again(hold);
  }

  async #acquire(name: string): Promise<Hold | undefined> {
    const { ttl, autoExtend, maxHold } = this.#plan;
    const once = this.#does("try");
    const stop = this.#does("abort") ? new AbortController() : undefined;
    const ask = this.#ask(name, once);
    const terms = {
      ttl,
      autoExtend,
      ...(maxHold === undefined ? {} : { maxHold }),
      ...howTo(this.#plan.sharing),
    };
    const options = stop ? { ...terms, signal: stop.signal } : terms;
    if (stop) this.#abortLater(stop);
    try {
      const { locks } = this.#member;
      const lock = once
        ? await locks.tryAcquire(name, options)
        : await locks.acquire(name, { ...options, blockingTimeout: this.#plan.blockingTimeout });
      if (lock === null) {
        this.#stage.refused(ask, undefined);
        return undefined;
      }
      return this.#acquired(ask, lock);
    } catch (error) {
      this.#stage.refused(ask, error);
      return undefined;
    }
  }

  #ask(name: string, once: boolean): Ask {
    const now = this.#stage.scheduler.now;
    const ms =
      once || this.#plan.blockingTimeout === 0
        ? this.#member.commandTimeout
        : this.#plan.blockingTimeout;
    const ask = {
      member: this.#member,
      name,
      sharing: this.#plan.sharing,
      ttl: Math.min(this.#plan.ttl, this.#plan.maxHold ?? Number.POSITIVE_INFINITY),
      askedAt: now,
      until: now + ms * 1_000,
      once,
      waits: !once && this.#plan.blockingTimeout > 0,
      overtaken: 0,
    };
    this.#stage.asked(ask);
    return ask;
  }

  #acquired(ask: Ask, lock: Lock): Hold {
    const hold = new Hold({
      number: this.#stage.nextNumber(),
      member: this.#member,
      name: ask.name,
      plan: this.#plan,
      lock,
      askedAt: ask.askedAt,
      acquiredAt: this.#stage.scheduler.now,
    });
    this.#stage.acquired(hold, ask);
    return hold;
  }

  /** Holds the lock for a while, and does what one may do with it. */
  async #keep(hold: Hold): Promise<void> {
    if (this.#does("block")) this.#block(this.#upTo(this.#plan.ttl * 1.5) * 1_000);
    const span = this.#upTo(this.#plan.hold);
    if (this.#changesModes) await this.#changeMode(hold);
    const extends_ = this.#does("extend");
    await this.#sleep(extends_ ? span / 2 : span);
    if (this.#changesModes) await this.#changeMode(hold);
    if (extends_) {
      do {
        await this.#extend(hold);
        await this.#sleep(span / 2);
      } while (this.#does("extend-again"));
    }
    while (hold.live && this.#does("waver")) {
      await this.#changeMode(hold);
      await this.#sleep(span / 2);
    }
  }

  async #extend(hold: Hold): Promise<void> {
    hold.extendedAt = this.#stage.scheduler.now;
    const ttl = this.#random.chance(0.5)
      ? undefined
      : Math.ceil(this.#random.spread(10, LONGEST_EXTENSION));
    const extension = this.#quietly(hold.lock.extend(ttl));
    if (!this.#does("hasty")) await extension;
  }

  #block(us: number): void {
    this.#member.blockedUntil = this.#stage.scheduler.now + us;
    this.#member.process.block(us);
  }

  get #changesModes(): boolean {
    const { downgrade = 0, upgrade = 0 } = this.#plan.odd;
    return downgrade + upgrade > 0;
  }

  async #changeMode(hold: Hold): Promise<void> {
    const { lock, mode } = hold;
    if (mode === "exclusive" && this.#does("downgrade")) {
      await this.#changeBy(hold, lock.downgrade());
    } else if (mode === "shared" && this.#does("upgrade")) {
      await this.#changeBy(hold, lock.tryUpgrade());
    }
  }

  async #changeBy(hold: Hold, change: Promise<unknown>): Promise<void> {
    const changed = this.#changed(hold, change);
    if (!this.#does("hasty")) await changed;
  }

  async #changed(hold: Hold, change: Promise<unknown>): Promise<void> {
    hold.changing = true;
    this.#stage.changing(hold);
    try {
      const outcome = await change;
      if (outcome !== null) hold.unanswered = false;
      hold.changing = hold.unanswered;
      this.#stage.changed(hold, outcome === null);
    } catch (error) {
      // Which fence it has is not known where the answer was lost: it counts as changing until a later change is made.
      hold.unanswered = true;
      this.#stage.failed(this.#member, error);
    }
  }

  async #release(hold: Hold): Promise<void> {
    this.#stage.releasing(hold);
    try {
      this.#stage.released(hold, await hold.lock.release());
    } catch (error) {
      this.#stage.released(hold, error instanceof Error ? error : new Error("not an error"));
    }
  }

  /** By any process that has the token. Another process knows nothing of the handle, which is told later, if at all. */
  async #releaseByToken(hold: Hold): Promise<void> {
    const other = this.#random.chance(0.5) ? this.#member : this.#stage.someone(this.#random);
    const { token } = hold;
    if (other !== this.#member) this.#stage.taken(hold);
    this.#stage.releasing(hold);
    const freed = await this.#by(other, () => other.locks.release(hold.name, token));
    hold.over ||= freed === true;
    if (other === this.#member) await this.#quietly(hold.lock.release());
    else this.#stage.stale(hold, (await this.#quietly(hold.lock.release())) === true);
  }

  /** What is over stays over, however often it is asked for. */
  async #again(hold: Hold): Promise<void> {
    if (this.#random.chance(0.3)) await this.#quietly(hold.lock.release());
    await this.#sleep(this.#upTo(this.#plan.hold));
    const other = this.#random.chance(0.5) ? this.#member : this.#stage.someone(this.#random);
    const freed = await this.#by(other, () => other.locks.release(hold.name, hold.token));
    this.#stage.stale(hold, freed === true);
  }

  /** What another process does as an event of its own; what follows is an event of this one again. */
  #by<T>(other: Member, call: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      const back = (answer: T | undefined) => this.#member.process.post(() => resolve(answer));
      other.process.post(() => void this.#quietly(call()).then(back));
    });
  }

  async #force(name: string): Promise<void> {
    this.#stage.forcing(this.#member, name);
    const forced = await this.#quietly(this.#member.locks.forceRelease(name));
    if (forced === undefined) this.#stage.forced.failed(this.#member, name);
  }

  #abortLater(stop: AbortController): void {
    const ms = this.#upTo(Math.min(this.#plan.blockingTimeout, 3_000));
    alarm(this.#member.process, ms, () => stop.abort(this.#stage.abortReason));
  }

  /** What fails here fails for a reason that others look at. */
  async #quietly<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.#stage.failed(this.#member, error);
      return undefined;
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => alarm(this.#member.process, ms, resolve));
  }

  /** Short ones as likely as long ones, and sometimes none. */
  #upTo(ms: number): number {
    if (ms < 1 || this.#random.chance(0.1)) return 0;
    return this.#random.chance(0.5)
      ? this.#random.spread(0.5, Math.max(ms, 1))
      : this.#random.fraction() * ms;
  }

  #does(oddity: Oddity): boolean {
    const probability = this.#plan.odd[oddity] ?? 0;
    return probability > 0 && this.#random.chance(probability);
  }
}

/** How it is asked for. */
function howTo(sharing: Sharing | undefined): { mode?: "shared"; limit?: number } {
  if (sharing === undefined) return {};
  return sharing.mode === "shared" ? { mode: "shared" } : { limit: sharing.limit };
}
