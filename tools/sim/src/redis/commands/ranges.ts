import { float, integer } from "../numbers.js";
import { ErrorReply } from "../reply.js";
import type { Scored } from "../sorted-set.js";

/** Takes what lies between two places, which count from the end below 0. */
export function slicer(from: string, to: string): <T>(items: readonly T[]) => readonly T[] {
  const [first, last] = [integer(from), integer(to)];
  return (items) => {
    const [start, end] = [place(first, items.length), place(last, items.length)];
    return items.slice(Math.max(start, 0), Math.max(end + 1, 0));
  };
}

function place(at: number, length: number): number {
  return at < 0 ? at + length : at;
}

/** Whether a score lies between two bounds; `(` before one leaves it out. */
export function between(least: string, most: string): (each: Scored) => boolean {
  const [low, high] = [bound(least), bound(most)];
  return ({ score }) =>
    (low.open ? score > low.at : score >= low.at) &&
    (high.open ? score < high.at : score <= high.at);
}

function bound(text: string): { at: number; open: boolean } {
  const open = text.startsWith("(");
  return { at: float(open ? text.slice(1) : text, "ERR min or max is not a float"), open };
}

/** Whether a member lies between two texts, for sets whose scores are all equal. */
export function betweenTexts(least: string, most: string): (each: Scored) => boolean {
  const [isLow, isHigh] = [textBound(least), textBound(most)];
  return ({ member }) => isLow(member) >= 0 && isHigh(member) <= 0;
}

/** Below 0 for what lies before the bound, above 0 for what lies after it. */
function textBound(text: string): (member: string) => number {
  if (text === "-") return () => 1;
  if (text === "+") return () => -1;
  if (!/^[([]/.test(text)) throw new ErrorReply("ERR min or max not valid string range item");
  const at = text.slice(1);
  const closed = text.startsWith("[");
  return (member) => {
    if (member !== at) return member < at ? -1 : 1;
    return closed ? 0 : Number.NaN;
  };
}
