import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** Of locks that have to be renewed while memory is full, in ms. */
const TTL = 1_500;

export const scenario: Scenario = {
  row: 21,
  title: "out of memory",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, other] = await stage.pair(server);
    const terms = { ttl: TTL };
    const locks = [await holder.acquire("one", terms), await holder.acquire("two", terms)];
    const waiting = other.acquire("one", { blockingTimeout: 20_000 });
    await stage.history.noted("waiting", 1);
    await server.admin().config("SET", "maxmemory", "1");

    const { code, message = "" } = await other.acquire("new", { blockingTimeout: 10_000 });
    stage.check("it is a typed error at once", code === "LOCK_BACKEND", code);
    stage.check("which says why", message.includes("OOM"), message);
    await stage.lasting(2 * TTL);
    for (const lock of locks) {
      stage.check("a lock is renewed", (await holder.look(lock)).held === true);
      const { ours, message: why } = await holder.release(lock);
      stage.check("a release works", ours === true, why);
    }
    await stage.lasting(stage.random.int(0, 300));
    await server.admin().config("SET", "maxmemory", "0");
    const { held, code: how } = await waiting;
    stage.check("the waiter has an answer", held === true || how === "LOCK_BACKEND", how);
    const after = await other.acquire("two", { blockingTimeout: 10_000 });
    stage.check("it works when there is memory", after.held === true, after.message);
  },
};
