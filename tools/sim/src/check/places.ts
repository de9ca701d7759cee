import type { MemoryRedis } from "../redis/memory-redis.js";
import { ErrorReply } from "../redis/reply.js";
import type { Member } from "../stage/member.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { acquisitionOf } from "../stage/token.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AWAY, ROUND_TRIPS } from "./bounds.js";
import { calmSince, roundTrip } from "./calm.js";
import { Recent } from "./recent.js";
import { hasAcquired } from "./script-replies.js";
import { clientOf, type ServerView, tokenOf, UNSUBSCRIBED } from "./server-view.js";

/** How long a waiter that hears again may stand in the queue as one that does not, in us: until its next poll. */
const POLLED = 2_000_000;
/** How long a lock may be kept for a waiter that has not confirmed its grant, in ms. */
const GRANT_TTL = 3_000;

interface Seen {
  /** After a failover it is another one, with a queue of its own. */
  readonly redis: MemoryRedis;
  /** Where its clock is set back, a slot that had ended is there again. */
  readonly setBack: number;
  /** Of who has the lock, or was granted it. */
  readonly tokens: readonly string[];
  /** The queue's entries, in order. */
  readonly texts: readonly string[];
}

/**
 * The queue, judged by the state after each script and at once, though a wrong one costs somebody only later: who has the
 * lock or has given up stands in no place, nobody stands twice or is passed, and a grant goes to one who can learn of it.
 */
export class Places implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #seen = new Map<string, Seen>();
  /** Of each token, what its first attempt was told, which differs from attempt to attempt. */
  readonly #asked = new Recent<string>();
  /** Since when each waiter of the hand-off stands in the queue as one that hears nothing. */
  #unheard = new Map<string, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    for (const name of this.#stage.names) {
      const before = this.#seen.get(name);
      const seen = this.#look(name);
      if (lockOf(run) !== name) continue;
      this.#judgeCaller(run, name, seen);
      if (run.alone) this.#judgePolling(run, before, seen);
      const twice = queuedIn(seen).find((token, at, all) => all.indexOf(token) !== at);
      if (twice) throw new Violation("Z", `${twice} is queued twice for ${name}`);
      if (before?.redis !== seen.redis || !run.alone) continue;
      if (before.setBack !== seen.setBack) continue;
      judgeOrder(name, before, seen);
      this.#judgeHolders(run, name, before, seen);
      this.#judgeGrants(run, name, before, seen);
    }
  }

  /** What has expired or was evicted meanwhile is no doing of the next script. */
  tick(): void {
    for (const name of this.#stage.names) this.#look(name);
    this.#judgeUnheard();
  }

  /** Messages arrive again some time after a trouble, and then the server knows. */
  #judgeUnheard(): void {
    const { now } = this.#stage.scheduler;
    const unheard = new Map<string, number>();
    for (const { text, owner } of this.#stage.names.flatMap((name) => this.#view.queue(name))) {
      if (clientOf(text) !== UNSUBSCRIBED || owner?.plan.variant !== "handoff") continue;
      if (!owner.alive || owner.closing) continue;
      const since = this.#unheard.get(text) ?? now;
      unheard.set(text, since);
      const calm = Math.max(since, calmSince(this.#stage, owner) + AWAY);
      if (now - calm <= POLLED + ROUND_TRIPS * roundTrip(this.#stage)) continue;
      throw new Violation("W", `"${text}" is queued as one that hears nothing`);
    }
    this.#unheard = unheard;
  }

  #look(name: string): Seen {
    const texts = this.#view.queue(name).map(({ text }) => text);
    const { disturbances, host } = this.#stage;
    const { redis } = host;
    const seen = { redis, setBack: disturbances.setBack, tokens: this.#view.tokens(name), texts };
    this.#seen.set(name, seen);
    return seen;
  }

  #judgeCaller({ script, args, reply }: ScriptRun, name: string, seen: Seen): void {
    const [token = "", , entry = ""] = args;
    const acquired = hasAcquired(script, reply);
    const left = RELEASING.has(script) && entry !== "" && !(reply instanceof ErrorReply);
    if ((acquired || left) && queuedIn(seen).includes(token)) {
      const what = acquired ? "has the lock" : "has given up";
      throw new Violation("Z", `${token} ${what} and is queued for ${name}`);
    }
  }

  /** A waiter that is told of no grants keeps its order with those that are: from its second attempt on it queues with them. */
  #judgePolling(
    { script, member, args, reply }: ScriptRun,
    before: Seen | undefined,
    seen: Seen,
  ): void {
    const [token = "", , context = ""] = args;
    if (script !== "ACQUIRE" || !Array.isArray(reply) || reply[1] === 2) return;
    const first = this.#asked.get(token);
    this.#asked.set(token, first ?? context);
    // The same attempt may arrive twice, and late.
    if (first === undefined || first === context || member?.plan.variant === "handoff") return;
    if (member && makesSingleAttempts(member)) return;
    const isBehind = [before, seen].every((each) => each !== undefined && each.texts.length > 0);
    if (!member || !this.#isToldAll(member) || !isBehind || queuedIn(seen).includes(token)) return;
    throw new Violation("W", `${token} polls behind others that are queued, and is not`);
  }

  /** Whether all that its acquisitions asked was answered; one that knows of no refusal does not queue. */
  #isToldAll(member: Member): boolean {
    const asks = [...this.#stage.asks].filter((ask) => ask.member === member);
    const calm = calmSince(this.#stage, member);
    return asks.length > 0 && asks.every(({ waits, askedAt }) => waits && askedAt > calm);
  }

  /**
   * No step queues who has the lock, or gives it to one whose place stays. A lease that a clock brings back is no step's doing. An
   * exclusive attempt that arrives after a downgrade does not see the slots: the next step on them removes its entry.
   */
  #judgeHolders({ script, args }: ScriptRun, name: string, before: Seen, after: Seen): void {
    const were = queuedHolders(before);
    const late = script === "ACQUIRE" && this.#view.modeOf(name) === "shared" ? args[0] : undefined;
    const holder = queuedHolders(after).find((token) => !were.includes(token) && token !== late);
    if (holder) throw new Violation("Z", `${holder} has the lock and is queued for ${name}`);
  }

  #judgeGrants({ script, args }: ScriptRun, name: string, before: Seen, seen: Seen): void {
    if (!GRANTING.has(script)) return;
    for (const token of seen.tokens) {
      const entry = before.texts.find((text) => tokenOf(text) === token);
      const isGranted = !before.tokens.includes(token) && !args.slice(0, 2).includes(token);
      if (entry !== undefined && isGranted) this.#judgeGrant(name, token, entry, seen);
    }
  }

  #judgeGrant(name: string, token: string, entry: string, { texts }: Seen): void {
    if (texts.includes(entry))
      throw new Violation("Z", `${token} is granted ${name} and still queued`);
    const left = this.#view.left(name, token);
    if (left > GRANT_TTL) {
      throw new Violation("D", `${name} is kept for ${left} ms for ${token}`);
    }
    const client = clientOf(entry);
    if (client === UNSUBSCRIBED || this.#view.hears(client)) return;
    throw new Violation("D", `${name} is granted to ${token}, and nobody hears of it`);
  }
}

const RELEASING: ReadonlySet<string> = new Set(["RELEASE", "RELEASE_SLOT"]);
const GRANTING: ReadonlySet<string> = new Set([
  ...["ACQUIRE", "RELEASE", "TRANSFER"],
  ...["ACQUIRE_SLOT", "RELEASE_SLOT", "DOWNGRADE", "UPGRADE"],
]);

/** One that has failed is repeated, does not queue, and may arrive when another acquisition of its process waits. */
function makesSingleAttempts({ plan }: Member): boolean {
  return plan.workers.some(({ blockingTimeout, odd: { try: once = 0 } }) => {
    return blockingTimeout === 0 || once > 0;
  });
}

/** Those that stay keep their order, and newcomers stand behind them. */
function judgeOrder(name: string, before: Seen, after: Seen): void {
  const places = queuedIn(before);
  const order = queuedIn(after).map((token) => places.indexOf(token));
  const stayed = order.filter((place) => place >= 0);
  const inOrder = order.every((place, at) =>
    place < 0 ? at >= stayed.length : place === stayed[at],
  );
  const sorted = stayed.every((place, at) => at === 0 || place > (stayed[at - 1] ?? 0));
  if (!inOrder || !sorted) throw new Violation("W", `the queue of ${name} has changed its order`);
}

function queuedHolders(seen: Seen): string[] {
  const queued = queuedIn(seen);
  return seen.tokens.map(acquisitionOf).filter((token) => queued.includes(token));
}

function queuedIn({ texts }: Seen): string[] {
  return texts.map(tokenOf);
}
