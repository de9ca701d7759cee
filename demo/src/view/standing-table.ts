import Table from "cli-table3";
import colors from "picocolors";
import type { MemberState, MemberTally } from "../part/board.js";
import type { Standing } from "../part/standing.js";
import { figures } from "./figures.js";
import { inDigits, inMs, inSeconds } from "./format.js";

const PAINT: Readonly<Record<MemberState, (text: string) => string>> = {
  holds: colors.green,
  waits: colors.dim,
  done: colors.dim,
  killed: colors.red,
};

export function standingTable(standing: Standing): string {
  const table = new Table({
    head: [inSeconds(standing.elapsed), "the lock", "acquisitions", "longest wait"],
    colAligns: ["left", "left", "right", "right"],
    colWidths: [18, 10, 14, 16],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: ["bold"], border: ["gray"] },
  });
  table.push(...standing.members.map(row));
  return `${table.toString()}\n${figures(standing)}`;
}

function row({ label, state, raised, longestWait }: MemberTally): string[] {
  return [label, PAINT[state](state), inDigits(raised), inMs(longestWait)];
}
