import { WorkerProcess } from "@lockwire/harness";
import type { Scenario } from "../scenarios/scenario.js";
import type { Outcome, PlayOptions } from "./play.js";

const PROGRAM = new URL("player.js", import.meta.url);

/** What the process of a run is told when it starts. */
export interface PlayerSetup {
  readonly title: string;
  readonly options: PlayOptions;
}

/** An outcome as it comes from another process, which keeps the history. */
export type Verdict = Omit<Outcome, "history">;

/**
 * Plays a scenario in a process of its own. To judge a long history takes seconds in which a process does nothing else: a
 * run beside it in the same process would see its workers wait for their orders.
 */
export async function playApart({ title }: Scenario, options: PlayOptions): Promise<Verdict> {
  const setup: PlayerSetup = { title, options };
  const player = new WorkerProcess<"play", Verdict>(PROGRAM, setup, { name: "the player" });
  await player.ready;
  const verdict = await player.tell("play");
  await player.ended;
  return verdict;
}
