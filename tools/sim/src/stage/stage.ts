import { Random } from "@lockwire/harness";
import { Host } from "../net/host.js";
import { Network } from "../net/network.js";
import type { FaultPlan, Plan } from "../plan/plan.js";
import { longestTermOf, longestTtlOf } from "../plan/terms.js";
import { MachineClock } from "../process/clock.js";
import type { Sandbox } from "../process/sandbox.js";
import { Loop } from "../world/loop.js";
import { Scheduler } from "../world/scheduler.js";
import type { Ask } from "./ask.js";
import { Disturbances } from "./disturbances.js";
import { Fleet, PORT } from "./fleet.js";
import { ForcedReleases } from "./forced-releases.js";
import type { Hold } from "./hold.js";
import type { Member } from "./member.js";
import type { ScriptRun } from "./server-log.js";
import { Trace } from "./trace.js";
import { Violation, type Watcher } from "./watcher.js";
import { shown, wishOf } from "./words.js";

/** The wall clocks at the start, in us. */
const WALL = 1_760_000_000_000_000;

/** All that takes part in a run, and what is known of it. */
export class Stage {
  readonly plan: Plan;
  readonly scheduler = new Scheduler();
  readonly loop = new Loop(this.scheduler);
  readonly random: Random;
  readonly network: Network;
  readonly host: Host;
  readonly fleet: Fleet;
  readonly disturbances = new Disturbances(() => this.scheduler.now);
  readonly trace: Trace | undefined;
  /** Acquisitions that are waited for, and locks that somebody believes to have. */
  readonly asks = new Set<Ask>();
  readonly holds = new Set<Hold>();
  readonly watchers: Watcher[] = [];
  readonly names: readonly string[];
  /** What a lock may be kept for after its holder is gone, in ms. */
  readonly longestTtl: number;
  /** The longest that a lease may last that is not renewed, in ms. */
  readonly longestTerm: number;
  readonly abortReason = new Error("the caller aborted");
  working = true;
  /** When all were told to close. */
  closingAt = Number.POSITIVE_INFINITY;
  /** Those that another process was asked to release by their token: their own processes have them until it has. */
  readonly #taken = new Set<Hold>();
  readonly forced = new ForcedReleases(this.holds, () => this.scheduler.now);
  /** Those that are told of every event. */
  #afterEach: readonly Watcher[] | undefined;
  #holdCount = 0;
  #violation: Violation | undefined;

  constructor(plan: Plan, sandbox: Sandbox, traced: boolean) {
    this.plan = plan;
    this.names = Array.from({ length: plan.names }, (_, number) => this.nameOf(number));
    this.longestTtl = longestTtlOf(plan);
    this.longestTerm = longestTermOf(plan);
    this.random = new Random(plan.seed);
    const { scheduler, loop } = this;
    this.network = new Network(scheduler, this.random.fork(), plan.delay);
    this.host = new Host(scheduler, new MachineClock(scheduler, 5e9, WALL), PORT);
    this.network.add(this.host);
    this.trace = traced ? new Trace(() => scheduler.now) : undefined;
    const onCrash = (process: { name: string }, error: unknown) =>
      this.violate(new Violation("X", `${process.name} would have crashed: ${shown(error)}`));
    this.fleet = new Fleet({
      scheduler,
      loop,
      network: this.network,
      sandbox,
      wall: WALL,
      onCrash,
    });
  }

  get violation(): Violation | undefined {
    return this.#violation;
  }

  /** The first one counts: what follows may follow from it. */
  violate(violation: Violation): void {
    if (this.#violation === undefined) this.say("!", `${violation.letter}: ${violation.message}`);
    this.#violation ??= violation;
  }

  say(who: string, what: string): void {
    this.trace?.say(who, what);
  }

  nameOf(number: number): string {
    return `job${number}`;
  }

  nextNumber(): number {
    this.#holdCount += 1;
    return this.#holdCount;
  }

  get acquisitions(): number {
    return this.#holdCount;
  }

  /** A process that runs. */
  someone(random: Random): Member {
    const open = this.fleet.alive.filter(({ closing }) => !closing);
    return random.pick(open.length > 0 ? open : this.fleet.all);
  }

  asked(ask: Ask): void {
    this.asks.add(ask);
    const wish = ask.sharing ? ` ${wishOf(ask.sharing)}` : "";
    this.say(ask.member.process.name, `asks for ${ask.name}${wish}${ask.once ? " once" : ""}`);
    this.#tell((watcher) => watcher.asked?.(ask));
  }

  refused(ask: Ask, error: unknown): void {
    this.asks.delete(ask);
    this.say(
      ask.member.process.name,
      `does not get ${ask.name}: ${error === undefined ? "held" : shown(error)}`,
    );
    this.#tell((watcher) => watcher.refused?.(ask, error));
  }

  acquired(hold: Hold, ask: Ask): void {
    this.asks.delete(ask);
    this.holds.add(hold);
    if (this.forced.has(hold)) hold.taintedAt = this.scheduler.now;
    this.say(
      hold.member.process.name,
      `has ${hold.name}: hold ${hold.number}, fence ${hold.fence}${hold.slot === undefined ? "" : `, slot ${hold.slot}`}`,
    );
    hold.signal.addEventListener("abort", () => this.#lost(hold), { once: true });
    this.#tell((watcher) => watcher.acquired?.(hold, ask));
  }

  releasing(hold: Hold): void {
    if (!hold.live) return;
    hold.releasingAt = this.scheduler.now;
    this.holds.delete(hold);
    this.say(hold.member.process.name, `releases hold ${hold.number}`);
    this.#tell((watcher) => watcher.releasing?.(hold));
  }

  released(hold: Hold, answer: boolean | Error): void {
    hold.releasedAt = this.scheduler.now;
    hold.over ||= answer === true;
    this.say(
      hold.member.process.name,
      `hold ${hold.number} released: ${answer instanceof Error ? shown(answer) : answer}`,
    );
    this.#tell((watcher) => watcher.released?.(hold, answer));
  }

  /** Its mode is to change. */
  changing(hold: Hold): void {
    this.say(hold.member.process.name, `asks to change the mode of hold ${hold.number}`);
  }

  changed(hold: Hold, refused: boolean): void {
    if (!refused) hold.fence = hold.lock.fence;
    const outcome = refused ? "stays" : "is now";
    this.say(
      hold.member.process.name,
      `hold ${hold.number} ${outcome} ${hold.mode}, fence ${hold.fence}`,
    );
    this.#tell((watcher) => watcher.changed?.(hold));
  }

  /** Its token frees it from outside: from now on it is nobody's, whatever its process still believes. */
  taken(hold: Hold): void {
    hold.taintedAt ??= this.scheduler.now;
    this.#taken.add(hold);
    this.say("-", `hold ${hold.number} is released by its token`);
  }

  /** Somebody asks for a forced release. */
  forcing(member: Member, name: string): void {
    this.forced.asked(member, name);
    this.say(member.process.name, `forces a release of ${name}`);
  }

  /** The server ran a script. */
  ran(run: ScriptRun): void {
    this.forced.ran(run);
    this.#tell((watcher) => watcher.ran?.(run));
  }

  /** Whether a process has a lock, or has yet to hear that it lost it; with `fits`, whether such a hold fits. */
  has(member: Member, name: string, fits: (hold: Hold) => boolean = () => true): boolean {
    const isIt = (hold: Hold) => hold.member === member && hold.name === name && fits(hold);
    for (const hold of this.holds) if (isIt(hold)) return true;
    for (const hold of this.#taken) if (isIt(hold) && !hold.signal.aborted) return true;
    return false;
  }

  /** Whether somebody took the lock from its holder, by its token or by force. */
  wasTaken(hold: Hold): boolean {
    return hold.taintedAt !== undefined || this.forced.has(hold);
  }

  stale(hold: Hold, freed: boolean): void {
    this.#taken.delete(hold);
    this.#tell((watcher) => watcher.stale?.(hold, freed));
  }

  extended(member: Member, name: string, fence: number, ttl: number): void {
    for (const hold of this.holds) {
      if (hold.member !== member || hold.name !== name || hold.fence !== fence) continue;
      this.#tell((watcher) => watcher.extended?.(hold, ttl));
    }
  }

  degraded(member: Member, name: string, reason: string): void {
    this.say(member.process.name, `degraded for ${name}: ${reason}`);
    this.#tell((watcher) => watcher.degraded?.(member, name, reason));
  }

  restored(member: Member, name: string): void {
    this.say(member.process.name, `restored for ${name}`);
    this.#tell((watcher) => watcher.restored?.(member, name));
  }

  failed(member: Member, error: unknown): void {
    this.say(member.process.name, `fails: ${shown(error)}`);
  }

  faulted(fault: FaultPlan): void {
    this.say(
      "*",
      `${fault.kind} at process ${fault.process} for ${fault.for} ms, size ${fault.size}`,
    );
    this.#tell((watcher) => watcher.fault?.(fault));
  }

  /** Those of a process that is gone. */
  forgetAllOf(member: Member): void {
    for (const ask of this.asks) if (ask.member === member) this.asks.delete(ask);
    for (const hold of this.holds) if (hold.member === member) this.holds.delete(hold);
  }

  after(member: Member): void {
    this.#afterEach ??= this.watchers.filter((watcher) => watcher.after);
    this.#tell((watcher) => watcher.after?.(member), this.#afterEach);
  }

  tick(): void {
    this.#tell((watcher) => watcher.tick?.());
  }

  end(): void {
    this.#tell((watcher) => watcher.end?.());
  }

  #lost(hold: Hold): void {
    if (hold.releasingAt !== undefined) return;
    hold.lostAt = this.scheduler.now;
    this.holds.delete(hold);
    this.say(hold.member.process.name, `loses hold ${hold.number}: ${shown(hold.signal.reason)}`);
    this.#tell((watcher) => watcher.lost?.(hold));
  }

  #tell(what: (watcher: Watcher) => void, watchers: readonly Watcher[] = this.watchers): void {
    try {
      for (const watcher of watchers) what(watcher);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.violate(error);
    }
  }
}
