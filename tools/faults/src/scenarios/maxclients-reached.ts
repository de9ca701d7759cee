import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

export const scenario: Scenario = {
  row: 37,
  title: "maxclients reached",
  variants: ["pubsub-resp2", "pubsub-plain"],
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const admin = server.admin();
    // A subscriber has a connection of its own with RESP2 alone.
    const target = { url: server.url, options: { protocol: 2 } };
    const [holder, waiter] = await stage.pair(target, { safetyPoll: 1_000 });
    for (const each of [holder, waiter]) await each.release(await each.acquire("warm-up"));
    const [, connected] = /connected_clients:(\d+)/.exec(await admin.info("clients")) ?? [];
    await admin.config("SET", "maxclients", `${connected}`);

    stage.storm();
    const terms = { blockingTimeout: 20_000 };
    const lock = await holder.acquire("job");
    const deaf = waiter.acquire("job", terms);
    await stage.history.noted("degraded", 1);
    // By now the subscriber tries at long intervals: it is not what wakes the waiter in time.
    await stage.lasting(stage.random.int(1_550, 1_900));
    await holder.release(lock);
    const next = await deaf;
    stage.check("the waiter has the lock by polling", next.held === true, next.message);

    await waiter.release(next);
    const again = await holder.acquire("job");
    const heard = waiter.acquire("job", terms);
    await stage.history.noted("degraded", 2);
    await admin.config("SET", "maxclients", "10000");
    await stage.history.noted("restored", 1);
    stage.calm();
    await holder.release(again);
    stage.check("and is told again when it can be", (await heard).held === true);
  },
};
