import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 3_000;

/** A server that forgets gives the lock to another at once: nothing but the fence is left to protect the resource. */
export const scenario: Scenario = {
  row: 6,
  title: "Redis restarts, data lost",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({ M: false }),

  async run(stage) {
    const server = await stage.redis();
    const [holder, other] = await stage.pair(server);
    const lock = await holder.acquire("job", { ttl: TTL });
    const waiting = other.acquire("job", { blockingTimeout: 10_000 });
    await stage.history.begun(other);
    await stage.lasting(stage.random.int(0, 500));
    await server.restart({ keepData: false });
    const next = await waiting;
    stage.check("the waiter has the lock", next.held === true, `${next.message}`);
    await other.write(next);
    await stage.history.noted("lost", 1);
    stage.check("the former holder knows", (await holder.look(lock)).held === false);
    stage.check("the resource refuses it", (await holder.write(lock)).ours === false);
    stage.check("its release frees nothing", (await holder.release(lock)).ours === false);
    stage.check("the new holder is one", (await other.release(next)).ours === true);
  },
};
