import colors from "picocolors";
import type { Change, Crew, Histories } from "./crew.js";

const CELLS: Record<Change["state"], string> = {
  waits: colors.dim("·"),
  holds: colors.green("█"),
  done: " ",
  dead: colors.red("x"),
};

/** "Lockwire: 12 turns, median hand-off 0.8 ms, longest wait 0.4 s", and the lanes. */
export function picture({ title, kind, histories }: Crew, moments: readonly number[]): string {
  const figures = [`${timesOf(histories, "done").length} turns`];
  const times = handoffs(histories);
  const median = times[Math.floor(times.length / 2)];
  if (kind !== "none" && median !== undefined) {
    const longest = Math.max(...waits(histories).map(({ asked, acquired }) => acquired - asked));
    figures.push(`median hand-off ${median.toFixed(1)} ms`);
    figures.push(`longest wait ${(longest / 1_000).toFixed(1)} s`);
  }
  return [`${colors.bold(title)}: ${figures.join(", ")}`, ...lanes(histories, moments)].join("\n");
}

/** A lane for each process, with a cell for each moment: X where two hold the lock at a time. */
export function lanes(histories: Histories, moments: readonly number[]): string[] {
  const columns = moments.map((moment) => cellsAt(histories, moment));
  return histories.map((_, row) =>
    `process ${row + 1}  ${columns.map((column) => column[row]).join("")}`.trimEnd(),
  );
}

function cellsAt(histories: Histories, moment: number): string[] {
  const states = histories.map((changes) => changes.findLast(({ at }) => at <= moment)?.state);
  const isClash = states.filter((state) => state === "holds").length > 1;
  const cells = { ...CELLS, ...(isClash && { holds: colors.red("X") }) };
  return states.map((state = "done") => cells[state]);
}

/** How long the lock took from each release to the next holder, if that one was waiting already: in ms, sorted. */
export function handoffs(histories: Histories): number[] {
  const served = waits(histories).sort((a, b) => a.acquired - b.acquired);
  const times = timesOf(histories, "done").flatMap((released) => {
    const next = served.find(({ acquired }) => acquired > released);
    return next && next.asked <= released ? [next.acquired - released] : [];
  });
  return times.sort((a, b) => a - b);
}

/** Every wait that ended with the lock. */
function waits(histories: Histories): { asked: number; acquired: number }[] {
  return histories.flatMap((history) => {
    const asked = timesOf([history], "waits");
    const acquired = timesOf([history], "holds");
    return acquired.map((at, index) => ({ asked: asked[index] ?? at, acquired: at }));
  });
}

/** When somebody came into this state, in order. */
export function timesOf(histories: Histories, state: Change["state"]): number[] {
  const changes = histories.flat().filter((change) => change.state === state);
  return changes.map(({ at }) => at).sort((a, b) => a - b);
}
