import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 400;
/** A reset, bytes that vanish, or bytes that come after all when it is over. */
const WAYS = ["reset", "swallow", "hold back"] as const;

export const scenario: Scenario = {
  row: 15,
  title: "everything cut for 2 x TTL",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const proxy = await stage.proxy(await stage.redis());
    const [holder, waiter] = await stage.pair({ url: proxy.url });
    const lock = await holder.acquire("job", { ttl: TTL });
    const waiting = waiter.acquire("job", { ttl: TTL, blockingTimeout: 1.5 * TTL });
    await stage.history.begun(waiter);
    const way = stage.random.pick(WAYS);
    if (way === "swallow") proxy.drop();
    else if (way === "hold back") proxy.stall();
    else proxy.refuse();
    if (way === "reset") proxy.cut();
    // If this one got there it would stand for long, unless it is undone.
    const another = waiter.acquire("another", { ttl: 60_000, blockingTimeout: TTL });
    await stage.lasting(2 * TTL);
    const answers = await Promise.all([waiting, another]);
    const told = answers.every(({ held, code }) => held || code === "LOCK_TIMEOUT");
    stage.check("the waiters are told that their time is over", told, JSON.stringify(answers));
    await stage.history.noted("lost", 1);
    stage.check("the holder knows of its loss", (await holder.look(lock)).held === false);
    await proxy.heal();
    const again = await holder.acquire("job", { blockingTimeout: 15_000 });
    stage.check("all goes on when it has healed", again.held === true, `${way}: ${again.message}`);
    await holder.release(again);
  },
};
