import type { Standing } from "../part/standing.js";
import { inHundredths, inMs } from "./format.js";

/** The figures of a part in one line. */
export function figures({ handoff, commandsPerHandoff }: Standing): string {
  const commands =
    commandsPerHandoff === undefined
      ? ""
      : `; Redis commands per hand-off ${inHundredths(commandsPerHandoff)}`;
  return `hand-off latency p50 ${inMs(handoff?.p50)}, p99 ${inMs(handoff?.p99)}${commands}`;
}
