import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 300;

export const scenario: Scenario = {
  row: 5,
  title: "event loop blocked for 1.5 x TTL",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const { url } = await stage.redis();
    const [holder, other] = await stage.pair({ url });
    const lock = await holder.acquire("job", { ttl: TTL });
    const waiting = other.acquire("job", { blockingTimeout: 5_000 });
    await stage.history.begun(other);
    await stage.lasting(stage.random.int(0, TTL));
    const blocked = holder.tell({ do: "block", ms: 1.5 * TTL });
    const next = await waiting;
    await blocked;
    stage.check("the other has the lock", next.held === true, `${next.message}`);
    stage.check("the holder knows of its loss", (await holder.look(lock)).held === false);
    stage.check("its release frees nothing", (await holder.release(lock)).ours === false);
    await stage.lasting(TTL);
    stage.check("it has not taken the lock again", (await other.look(next)).held === true);
    stage.check("the other gives it back as its own", (await other.release(next)).ours === true);
  },
};
