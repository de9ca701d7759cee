import type { MemberTally } from "./board.js";
import type { HandoffTimes } from "./handoffs.js";

/** How a part stands at one moment: all that is shown of it. */
export interface Standing {
  /** Since its workers began, in ms. */
  readonly elapsed: number;
  readonly members: readonly MemberTally[];
  readonly handoff: HandoffTimes | undefined;
  /** Commands that the locks sent, per acquisition; undefined where they send none. */
  readonly commandsPerHandoff: number | undefined;
}
