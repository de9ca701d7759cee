import type { Reply } from "../redis/reply.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { acquisitionOf } from "../stage/token.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { clientOf, type QueueEntry, type ServerView, UNSUBSCRIBED } from "./server-view.js";

/** What an upgrade replies where others share the lock or wait for it. */
const REFUSED = 1;

/** What a lock's key and its queue's first place held after a script. */
interface Seen {
  readonly token: string | undefined;
  readonly first: QueueEntry | undefined;
}

/**
 * W and D, judged by the state and at once: a step that serves the queue leaves nobody first in it that could have the
 * lock, and nobody dead who keeps others from it; an upgrade leaves nobody at all, and nobody is first who has the lock (Z);
 * and a waiter that leaves wakes the one behind it, which may join others.
 */
export class Served implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #seen = new Map<string, Seen>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    const name = lockOf(run);
    if (!this.#stage.names.includes(name)) return;
    const before = this.#seen.get(name);
    const first = this.#view.queue(name)[0];
    this.#seen.set(name, { token: this.#view.token(name), first });
    if (!first || !run.alone) return;
    if (hasUpgraded(run, before?.token)) {
      throw new Violation("W", `${name} is upgraded, and "${first.text}" is queued for it`);
    }
    if (hasServed(run, before?.token)) this.#judgeServed(run, name, first, before?.first);
  }

  #judgeServed(
    { script, args }: ScriptRun,
    name: string,
    first: QueueEntry,
    before: QueueEntry | undefined,
  ): void {
    const joins = script !== "RELEASE";
    if (joins) this.#judgeHolder(name, first);
    const client = clientOf(first.text);
    if (first.token === args[0] || client === UNSUBSCRIBED) return;
    this.#judge(name, first, client, joins);
    if (before?.token === args[0]) this.#judgeWaking(name, first, client);
  }

  /** It would be granted another slot, for a shorter time, or keep all others out. */
  #judgeHolder(name: string, first: QueueEntry): void {
    if (!this.#view.slots(name).some(({ token }) => token === first.token)) return;
    throw new Violation("Z", `"${first.text}" has a slot of ${name}, and stays first in its queue`);
  }

  /** @param joins whether the step lets waiters join those who hold the lock; a waiter that leaves only wakes the first. */
  #judge(name: string, first: QueueEntry, client: string, joins: boolean): void {
    const isFree = this.#view.token(name) === undefined;
    if (!isFree && !(joins && this.#view.modeOf(name))) return;
    if (!this.#view.hears(client)) {
      throw new Violation("D", `"${first.text}" is dead, and stays first in the queue of ${name}`);
    }
    if (!isFree && !this.#view.fits(name, first.wish)) return;
    const room = isFree ? `${name} is free` : `there is room beside the holders of ${name}`;
    throw new Violation("W", `${room}, and "${first.text}" is left out`);
  }

  #judgeWaking(name: string, first: QueueEntry, client: string): void {
    if (!this.#view.fits(name, first.wish) || this.#view.wasTold(client)) return;
    throw new Violation("W", `"${first.text}" is first in the queue of ${name}, and is not told`);
  }
}

/** Whether a shared lock has become exclusive, and was not before. */
function hasUpgraded({ script, args, reply }: ScriptRun, before: string | undefined): boolean {
  const isUpgraded = script === "UPGRADE" && typeof reply === "number" && reply > REFUSED;
  return isUpgraded && acquisitionOf(before ?? "") !== args[0];
}

/** Whether it came as far as the queue. A downgrade does so once, and not when it is repeated. */
function hasServed({ script, args, reply }: ScriptRun, before: string | undefined): boolean {
  if (script === "ACQUIRE_SLOT") return isOneOf(reply, "slot", "wait");
  if (script === "RELEASE" || script === "RELEASE_SLOT") return reply === 0 || reply === 1;
  if (script === "UPGRADE") return reply === REFUSED;
  return (
    script === "DOWNGRADE" &&
    typeof reply === "number" &&
    reply > 0 &&
    acquisitionOf(before ?? "") === args[0]
  );
}

function isOneOf(reply: Reply | undefined, ...words: readonly string[]): boolean {
  return Array.isArray(reply) && words.includes(`${reply[0]}`);
}
