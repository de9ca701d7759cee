import type { Reply } from "../redis/reply.js";
import type { Hold } from "../stage/hold.js";
import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { allCalmSince, calmSince, roundTrip } from "./calm.js";
import { Recent } from "./recent.js";

/** A token proves one acquisition and no other, and a release says what it did. */
export class Releases implements Watcher {
  readonly #stage: Stage;
  /** The tokens that a release has freed at the server, whether its answer arrived or not. */
  readonly #released = new Recent<true>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  ran({ script, args, reply }: ScriptRun): void {
    const [token = ""] = args;
    const isRelease = script === "RELEASE" || script === "RELEASE_SLOT";
    if (isRelease && hasReleased(reply)) this.#released.set(token, true);
  }

  released(hold: Hold, answer: boolean | Error): void {
    if (answer === true || this.#stage.wasTaken(hold)) return;
    if (answer === false && hold.lostAt === undefined && this.#released.get(hold.token))
      throw new Violation("T", `a release that took effect says false: ${hold}`);
    if (hold.deadline <= (hold.releasedAt ?? 0) || hold.member.closing) return;
    if (calmSince(this.#stage, hold.member) >= hold.askedAt) return;
    if (answer instanceof Error && this.#stage.plan.delay.rarely > 0) return;
    throw new Violation("T", `a release of what was held says ${answer}: ${hold}`);
  }

  stale(hold: Hold, freed: boolean): void {
    // Where an answer was lost, a repeated release that finds nothing takes it that the first one took effect.
    const isKnown = allCalmSince(this.#stage) < (hold.releasingAt ?? 0);
    // An attempt that its client no longer waits for may arrive after the release, and have the lock once more.
    const isLate = roundTrip(this.#stage) > hold.member.commandTimeout * 1_000;
    if (freed && hold.over && isKnown && !isLate)
      throw new Violation("T", `released twice: ${hold}`);
  }
}

/** Whether the token held the lock until this step. */
function hasReleased(reply: Reply | undefined): boolean {
  if (!Array.isArray(reply)) return reply === 1;
  const [outcome, held] = reply;
  return outcome === 1 || (outcome === 2 && held === 1);
}
