import type { Standing } from "../part/standing.js";

/** Where the demo is shown. */
export interface Screen {
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** How a part stands now; the next one takes its place. */
  show(standing: Standing): void;
  /** How a part stood at its end: this one stays. */
  settle(standing: Standing): void;
}
