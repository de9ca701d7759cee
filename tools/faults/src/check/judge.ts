import type { Entry } from "../history/event.js";
import { boundedWait } from "./bounded-wait.js";
import { deadHolderReplaced } from "./dead-holder.js";
import { evidenceOf } from "./evidence.js";
import { fencesRise } from "./fences.js";
import type { Finding } from "./finding.js";
import { lossSignalled } from "./loss.js";
import { mutualExclusion } from "./mutual-exclusion.js";
import { nothingLeft } from "./nothing-left.js";
import { rowItself } from "./row-itself.js";
import { type WakeUpBounds, wakesUp } from "./wake-up.js";

/** What a row promises. What it leaves out is not judged. */
export interface Promises {
  /** @default true */
  readonly M?: boolean;
  /** @default true */
  readonly F?: boolean;
  /** @default true */
  readonly L?: boolean;
  /** @default true */
  readonly D?: boolean;
  /** @default true */
  readonly B?: boolean;
  /** @default true */
  readonly Z?: boolean;
  /** Judged where the row says within what. */
  readonly W?: WakeUpBounds;
}

const CHECKS = {
  M: mutualExclusion,
  F: fencesRise,
  L: lossSignalled,
  D: deadHolderReplaced,
  B: boundedWait,
  Z: nothingLeft,
} as const;

const LETTERS = ["M", "F", "L", "D", "B", "Z"] as const;

/** Holds a run's histories against what its row promises. */
export function judge(history: readonly Entry[], promises: Promises): Finding[] {
  const evidence = evidenceOf(history);
  const kept = LETTERS.filter((letter) => promises[letter] !== false);
  const findings = kept.map((letter) => CHECKS[letter](evidence));
  const woken = promises.W ? [wakesUp(evidence, promises.W)] : [];
  return [...findings, ...woken, rowItself(evidence)];
}
