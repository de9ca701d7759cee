import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/**
 * What a stopped waiter at the head of the queue costs, in ms: the release gives it the lock, since its connection lives.
 * The grant stands for 3 s, and the others look for themselves every 5 s, the default of `safetyPoll`.
 */
const GRANTED_IN_VAIN = 5_000;

export const scenario: Scenario = {
  row: 4,
  title: "waiter stopped at the release",
  variants: ["pubsub", "pubsub-plain", "spin"],
  modes: () => MODES,
  quick: true,
  promises: (variant) => {
    if (variant === "pubsub") return { W: { max: GRANTED_IN_VAIN + PUSHED.max } };
    return { W: variant === "spin" ? { max: 1_000 } : PUSHED };
  },

  async run(stage) {
    const { url } = await stage.redis();
    const [holder, stopped, other] = await stage.trio({ url });
    const lock = await holder.acquire("job");
    const bound = stage.random.int(500, 900);
    const late = stopped.acquire("job", { blockingTimeout: bound });
    await stage.history.begun(stopped);
    const waiting = other.acquire("job", { blockingTimeout: 10_000 });
    await stage.history.begun(other);
    await stopped.suspend();
    await holder.release(lock);
    const next = await waiting;
    stage.check("the other has the lock", next.held === true, `${next.message}`);
    await stage.lasting(bound);
    stopped.resume();
    const { held, code } = await late;
    stage.check("it does not take past its deadline", held === false, "it took the lock");
    stage.check("it is told that its time is over", code === "LOCK_TIMEOUT", `${code}`);
    stage.check("the other still holds the lock", (await other.look(next)).held === true);
    await other.release(next);
  },
};
