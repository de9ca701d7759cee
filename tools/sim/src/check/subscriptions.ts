import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { calmSince, roundTrip } from "./calm.js";

/** How long a reconnect may take beside that, in us. */
const RECONNECT = 5_000_000;

/** W: messages arrive again some time after whatever kept them back, and no waiter has to poll for longer. */
export class Subscriptions implements Watcher {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  degraded(member: Member, name: string, reason: string): void {
    const { now } = this.#stage.scheduler;
    const calm = now - Math.max(calmSince(this.#stage, member), 0);
    const settled = member.safetyPoll * 1_000 + RECONNECT;
    if (calm <= settled + roundTrip(this.#stage) || member.closing) return;
    // To a client of such haste a slow answer is silence, at any time.
    if (roundTrip(this.#stage) >= member.commandTimeout * 1_000) return;
    throw new Violation("W", `${member.process.name} hears nothing of ${name}: ${reason}`);
  }
}
