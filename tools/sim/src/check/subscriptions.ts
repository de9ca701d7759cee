import type { Ask } from "../stage/ask.js";
import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { ROUND_TRIPS } from "./bounds.js";
import { calmSince, connectedSince, roundTrip } from "./calm.js";
import { clientOf, type ServerView } from "./server-view.js";

/** How long a reconnect may take beside that, in us. */
const RECONNECT = 5_000_000;

/** How long a waiter takes a subscription for one that comes, in us. */
const CONFIRMED_WITHIN = 250_000;

/** How long after a cut an attempt may arrive that was sent before it was noticed, in us: a client may send it again. */
const NOTICED = 1_000_000;

/** How long a client may listen when nobody waits, in us. */
const LINGER = 4_000_000;

/**
 * W and Z: messages arrive again some time after whatever kept them back, and no waiter has to poll for longer; and nobody
 * listens for long when nobody waits.
 */
export class Subscriptions implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  /** When somebody there last waited, or asked. */
  readonly #waitedAt = new Map<Member, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  refused(ask: Ask): void {
    this.#waits(ask);
  }

  acquired(_: Hold, ask: Ask): void {
    this.#waits(ask);
  }

  tick(): void {
    const { asks, fleet, host } = this.#stage;
    for (const ask of asks) this.#waits(ask);
    for (const sessions of host.redis.pubSub.channels.values()) {
      for (const session of sessions) {
        const socket = host.connectionOf(session)?.link.socket;
        // The server may not know yet that a client has given a connection up.
        const member = socket?.destroyed === false ? fleet.of(socket.process) : undefined;
        if (member?.alive && !member.closing) this.#judgeListening(member);
      }
    }
  }

  /** The server takes a waiter whose client is not subscribed for one that is gone. */
  ran({ member, script, args }: ScriptRun): void {
    if (!script.startsWith("ACQUIRE") || args.at(-1) !== "subscribed") return;
    if (!member?.alive || member.closing) return;
    const { now } = this.#stage.scheduler;
    const slack = NOTICED + ROUND_TRIPS * roundTrip(this.#stage);
    const noticed = now - connectedSince(this.#stage, member) > slack;
    if (!noticed || this.#view.hears(clientOf(args.at(-2) ?? ""))) return;
    throw new Violation("W", `${member.process.name} queues as subscribed, and is not`);
  }

  #waits({ member }: Ask): void {
    this.#waitedAt.set(member, this.#stage.scheduler.now);
  }

  #judgeListening(member: Member): void {
    const { now } = this.#stage.scheduler;
    const since = Math.max(this.#waitedAt.get(member) ?? 0, calmSince(this.#stage, member));
    if (now - since <= LINGER + ROUND_TRIPS * roundTrip(this.#stage)) return;
    throw new Violation("Z", `${member.process.name} listens, and nobody there waits`);
  }

  degraded(member: Member, name: string, reason: string): void {
    const { now } = this.#stage.scheduler;
    const calm = now - Math.max(calmSince(this.#stage, member), 0);
    const settled = member.safetyPoll * 1_000 + RECONNECT;
    if (calm <= settled + roundTrip(this.#stage) || member.closing) return;
    // To a client of such haste a slow answer is silence, at any time.
    const patience = Math.min(member.commandTimeout * 1_000, CONFIRMED_WITHIN);
    if (roundTrip(this.#stage) >= patience) return;
    throw new Violation("W", `${member.process.name} hears nothing of ${name}: ${reason}`);
  }
}
