import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const NAMES = Array.from({ length: 8 }, (_, n) => `job-${n}`);

/** Longer than a lost message may cost: a poll behind the subscription must not be what saves the waiters. */
const SAFETY_POLL = 20_000;

export const scenario: Scenario = {
  row: 9,
  title: "subscriber cut",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain"],
  modes: () => MODES,
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const [holder, waiter] = await stage.pair(server, { safetyPoll: SAFETY_POLL });
    const terms = { blockingTimeout: 20_000 };
    for (let round = 1; round <= 2; round++) {
      const locks = await Promise.all(NAMES.map((name) => holder.acquire(name)));
      const waiting = NAMES.map((name) => waiter.acquire(name, terms));
      await stage.history.noted("waiting", round * NAMES.length);
      stage.storm();
      await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
      await stage.lasting(stage.random.int(0, 60));
      for (const lock of locks) await holder.release(lock);
      const next = await Promise.all(waiting);
      stage.check(
        "every name is looked at again",
        next.every(({ held }) => held),
      );
      stage.calm();
      for (const lock of next) await waiter.release(lock);
    }
  },
};
