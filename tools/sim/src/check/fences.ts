import type { Hold } from "../stage/hold.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";

/** How many holds of a name are looked back at one by one. */
const REMEMBERED = 40;

/** F: the fence of a name rises with every holder; sharers that have it together have the same, and each place its own. */
export class Fences implements Watcher {
  readonly #stage: Stage;
  readonly #holds = new Map<string, Hold[]>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  acquired(hold: Hold): void {
    if (!Number.isSafeInteger(hold.fence)) {
      throw new Violation("F", `the fence of ${hold} is no safe integer`);
    }
    // A lock that was taken away may be handed on until its process hears of it: its fences keep it from the resource.
    if (hold.taintedAt !== undefined) return;
    const earlier = this.#holds.get(hold.name) ?? [];
    for (const other of earlier) this.#compare(other, hold);
    earlier.push(hold);
    if (earlier.length > REMEMBERED) forgetOne(earlier);
    this.#holds.set(hold.name, earlier);
  }

  /** The fence that a change of mode gives, like that of an acquisition. */
  changed(hold: Hold): void {
    if (hold.taintedAt !== undefined || hold.changing) return;
    for (const other of this.#holds.get(hold.name) ?? []) {
      if (other === hold) continue;
      const isEarlier = hold.mode === "exclusive" || other.acquiredAt <= hold.acquiredAt;
      if (isEarlier) this.#compare(other, hold);
      else this.#compareSharers(other, hold);
    }
  }

  #compare(other: Hold, hold: Hold): void {
    const { fencesLostAt, fencesForgottenAt } = this.#stage.disturbances;
    // The reply may arrive late, so the fence may be as old as the request for its lease.
    const since = this.#leaseAskedAt(other);
    if (fencesLostAt >= since) return;
    // An older copy may bring sharers of before back, and whoever joins them has their fence.
    if (hold.mode === "shared" && fencesForgottenAt >= since) return;
    if (other.mode === "limited" && hold.mode === "limited" && other.slot !== hold.slot) return;
    if (other.mode === "shared" && hold.mode === "shared" && other.fence <= hold.fence) {
      return this.#compareSharers(other, hold);
    }
    if (other.fence < hold.fence) return;
    // Where two were given the lock at once, which came first is not known.
    if (other.fence !== hold.fence && this.#isUnordered(other, hold)) return;
    throw new Violation("F", `the fence does not rise: ${other}, then ${hold}`);
  }

  /** Those that have it at the same time have one fence. */
  #compareSharers(other: Hold, hold: Hold): void {
    const both = [other, hold];
    if (both.some(({ mode, changing }) => mode !== "shared" || changing)) return;
    // Where a process has died, nobody knows whether its slot was freed by force.
    if (both.some((each) => !this.#stage.holds.has(each) || each.taintedAt !== undefined)) return;
    if (other.fence === hold.fence || other.deadline <= this.#stage.scheduler.now) return;
    const { disturbances } = this.#stage;
    const since = Math.min(other.askedAt, hold.askedAt);
    if (disturbances.fencesForgottenAt >= since || disturbances.brokeExclusion(hold.name, since))
      return;
    throw new Violation("F", `sharers have two fences: ${other}, and ${hold}`);
  }

  #isUnordered(other: Hold, hold: Hold): boolean {
    const askedAt = this.#leaseAskedAt(hold);
    if (other.acquiredAt <= askedAt) return false;
    const since = askedAt - this.#stage.longestTerm * 1_000;
    return this.#stage.disturbances.brokeExclusion(hold.name, since);
  }

  /** When the lease was asked for, which goes on from holder to holder of a process. */
  #leaseAskedAt(hold: Hold): number {
    const earlier = this.#holds.get(hold.name) ?? [];
    const first = earlier.find((other) => hold.mayFollow(other));
    return first?.askedAt ?? hold.askedAt;
  }
}

/** The one with the highest fence stays. */
function forgetOne(holds: Hold[]): void {
  const [first, second] = holds;
  if (first && second) holds.splice(first.fence > second.fence ? 1 : 0, 1);
}
