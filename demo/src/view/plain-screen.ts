import type { MemberTally } from "../part/board.js";
import type { Standing } from "../part/standing.js";
import { figures } from "./figures.js";
import { inDigits, inMs, inSeconds } from "./format.js";
import type { Screen } from "./screen.js";

/** Between two lines about the same part, in ms. */
const LINE_EVERY = 1_000;

/** Lines for a file or a pipe: one a second, and all figures at the end. */
export class PlainScreen implements Screen {
  readonly say: (line: string) => void;
  #nextAt = LINE_EVERY;

  constructor(say: (line: string) => void) {
    this.say = say;
  }

  show(standing: Standing): void {
    if (standing.elapsed < this.#nextAt) return;
    this.#nextAt = standing.elapsed + LINE_EVERY;
    const holder = standing.members.find(({ state }) => state === "holds");
    const raised = standing.members.map((member) => inDigits(member.raised)).join(" + ");
    const { p50, p99 } = standing.handoff ?? {};
    this.say(
      `  ${inSeconds(standing.elapsed)}: ${holder?.label ?? "nobody alive"} holds the lock; ` +
        `acquisitions ${raised}; hand-off p50 ${inMs(p50)}, p99 ${inMs(p99)}`,
    );
  }

  settle(standing: Standing): void {
    this.#nextAt = LINE_EVERY;
    for (const member of standing.members) this.say(`  ${describe(member)}`);
    this.say(`  ${figures(standing)}`);
  }
}

function describe({ label, state, raised, longestWait }: MemberTally): string {
  const fate = state === "killed" ? ", killed" : "";
  return `${label}: ${inDigits(raised)} acquisitions, longest wait ${inMs(longestWait)}${fate}`;
}
