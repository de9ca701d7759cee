import type { Link } from "../net/link.js";
import type { Member } from "../stage/member.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AFTER_RELEASE, ROUND_TRIPS } from "./bounds.js";
import { calmSince, roundTrip } from "./calm.js";
import { hasAcquired } from "./script-replies.js";
import { clientOf, type QueueEntry, type ServerView } from "./server-view.js";

/** The longest pause of a waiter before it tries again after a failure, and some more for timers, in us. */
const RETRY = 600_000;

/** A lock that was granted to a waiter of the hand-off, which has not answered yet. */
interface Grant {
  readonly entry: QueueEntry;
  readonly owner: Member;
  readonly at: number;
  /** The connections of its process, all of which worked when it was granted. */
  readonly links: readonly Link[];
}

/**
 * W: a lock that is granted to a client which hears of it is confirmed soon, or given back where the waiter is gone. An
 * attempt that arrives late queues a waiter that is gone, so what counts is whether the client's connections work now,
 * and not whether something was wrong before.
 */
export class Grants implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  /** The queues after the last script. */
  readonly #queues = new Map<string, readonly QueueEntry[]>();
  readonly #open = new Map<string, Grant>();
  /** How many connections each process has when it has all. */
  readonly #most = new Map<Member, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    const name = lockOf(run);
    const before = this.#queues.get(name) ?? [];
    this.#queues.set(name, this.#view.queue(name));
    const token = this.#view.token(name);
    const open = this.#open.get(name);
    const isConfirmed = run.args[0] === token && hasAcquired(run.script, run.reply);
    if (open && (open.entry.token !== token || isConfirmed)) this.#open.delete(name);
    const entry = before.find((each) => each.token === token);
    if (!entry || !run.alone || run.args.slice(0, 2).includes(entry.token)) return;
    if (entry.owner) this.#note(name, entry, entry.owner);
  }

  tick(): void {
    for (const member of this.#stage.fleet.alive) {
      const count = this.#linksOf(member).length;
      this.#most.set(member, Math.max(count, this.#most.get(member) ?? 0));
    }
    for (const [name, grant] of this.#open) {
      if (this.#isReached(name, grant)) this.#judge(name, grant);
      else this.#open.delete(name);
    }
  }

  #note(name: string, entry: QueueEntry, owner: Member): void {
    const links = this.#linksOf(owner);
    const isWhole = links.length === this.#most.get(owner) && links.every((link) => link.passes);
    const hears = this.#view.linksTo(clientOf(entry.text)).some((link) => links.includes(link));
    if (!isWhole || !hears) return;
    this.#open.set(name, { entry, owner, at: this.#stage.scheduler.now, links });
  }

  #isReached(name: string, { entry, owner, at, links }: Grant): boolean {
    if (!this.#view.up || this.#stage.disturbances.withServer) return false;
    if (!owner.alive || owner.closing || owner.process.stoodStillUntil >= at) return false;
    return this.#view.token(name) === entry.token && links.every((link) => link.passes);
  }

  #judge(name: string, { entry, owner, at }: Grant): void {
    const stands = this.#stage.scheduler.now - at;
    const bound = calmSince(this.#stage, owner) < at ? AFTER_RELEASE : RETRY;
    if (stands <= bound + ROUND_TRIPS * roundTrip(this.#stage)) return;
    throw new Violation(
      "W",
      `${name} is granted to "${entry.text}" for ${stands / 1_000} ms, and neither taken nor given back`,
    );
  }

  #linksOf({ process }: Member): Link[] {
    return this.#stage.network.linksOf(process).filter(({ socket }) => !socket.destroyed);
  }
}
