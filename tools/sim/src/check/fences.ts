import type { Hold } from "../stage/hold.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";

/** How many holds of a name are looked back at one by one. */
const REMEMBERED = 40;

/** F: the fence of a name rises with every holder. */
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

  #compare(other: Hold, hold: Hold): void {
    if (this.#stage.disturbances.fencesLostAt >= other.acquiredAt) return;
    if (other.fence < hold.fence) return;
    // Where two were given the lock at once, which came first is not known.
    if (other.fence !== hold.fence && this.#isUnordered(other, hold)) return;
    throw new Violation("F", `the fence does not rise: ${other}, then ${hold}`);
  }

  #isUnordered(other: Hold, hold: Hold): boolean {
    if (other.acquiredAt <= hold.askedAt) return false;
    return this.#stage.disturbances.brokeExclusion(hold.name, hold.askedAt);
  }
}

/** The one with the highest fence stays. */
function forgetOne(holds: Hold[]): void {
  const [first, second] = holds;
  if (first && second) holds.splice(first.fence > second.fence ? 1 : 0, 1);
}
