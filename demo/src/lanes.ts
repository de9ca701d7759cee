import colors from "picocolors";
import { type Crew, clock, type Member } from "./crew.js";

/** A stretch of time, in ms, and the columns that show it. */
export interface Span {
  readonly from: number;
  readonly length: number;
  readonly columns: number;
}

const NAME = 11;

/** A lane for each process: a block where it holds the lock, a dot where it waits, an x once it was killed. */
export function lanes({ members }: Crew, span: Span, now = clock()): string[] {
  return members.map((member, index) => {
    const cells = Array.from({ length: span.columns - NAME }, (_, column) => {
      const at = span.from + ((column + 0.5) * span.length) / (span.columns - NAME);
      return at > now ? " " : cell(member, members, at);
    });
    return `${`process ${index + 1}`.padEnd(NAME)}${cells.join("")}`.trimEnd();
  });
}

function cell(member: Member, members: readonly Member[], at: number): string {
  if (at >= (member.killed ?? Infinity)) return colors.red("x");
  if (!holds(member, at)) return waits(member, at) ? colors.dim("·") : " ";
  const alone = members.every((other) => other === member || !holds(other, at));
  return alone ? colors.green("█") : colors.red("X");
}

const holds = ({ turns, killed = Infinity }: Member, at: number): boolean =>
  turns.some(({ acquired = Infinity, released = killed }) => acquired <= at && at < released);

const waits = ({ turns }: Member, at: number): boolean =>
  turns.some(({ asked, acquired = Infinity }) => asked <= at && at < acquired);
