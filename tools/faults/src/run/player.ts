// The program of one run, started by `playApart`.

import { serve } from "@lockwire/harness";
import { findScenarios } from "../scenarios/find-scenarios.js";
import { play } from "./play.js";
import type { PlayerSetup, Verdict } from "./play-apart.js";

await serve<PlayerSetup, "play", Verdict>({
  async open({ title, options }) {
    const scenario = (await findScenarios()).find((each) => each.title === title);
    if (scenario === undefined) throw new RangeError(`there is no scenario "${title}"`);
    return async () => {
      const { history: _, ...verdict } = await play(scenario, options);
      return verdict;
    };
  },
  isLast: () => true,
});
