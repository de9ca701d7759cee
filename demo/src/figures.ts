import type { Crew, Member, Turn } from "./crew.js";

type DoneTurn = Required<Turn>;

/** The turns of a crew that came to their end, in their order. */
export function turnsOf(members: readonly Member[]): DoneTurn[] {
  return members
    .flatMap(({ turns }) => turns)
    .filter((turn): turn is DoneTurn => turn.released !== undefined)
    .sort((a, b) => a.acquired - b.acquired);
}

/** How long the lock took from each release to the next holder, if that one was waiting already: in ms, sorted. */
export function handoffs(turns: readonly DoneTurn[]): number[] {
  return turns
    .slice(1)
    .map(({ asked, acquired }, index) => ({ asked, acquired, before: turns[index]?.released ?? 0 }))
    .filter(({ asked, before }) => asked <= before)
    .map(({ acquired, before }) => acquired - before)
    .sort((a, b) => a - b);
}

/** "12 turns, median hand-off 0.8 ms, longest wait 0.4 s" */
export function describeTurns({ kind, members }: Crew): string {
  const turns = turnsOf(members);
  const times = handoffs(turns);
  const median = times[Math.floor(times.length / 2)];
  if (kind === "none" || median === undefined) return `${turns.length} turns`;
  const longest = Math.max(...turns.map(({ asked, acquired }) => acquired - asked)) / 1_000;
  return `${turns.length} turns, median hand-off ${median.toFixed(1)} ms, longest wait ${longest.toFixed(1)} s`;
}
