import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 300;

export const scenario: Scenario = {
  row: 3,
  title: "holder stopped past its TTL",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const { url } = await stage.redis();
    const [holder, other, third] = await stage.trio({ url });
    const lock = await holder.acquire("job", { ttl: TTL });
    const waiting = other.acquire("job", { blockingTimeout: 5_000 });
    await stage.history.begun(other);
    await holder.suspend();
    const next = await waiting;
    await other.write(next);
    const last = third.acquire("job", { blockingTimeout: 10_000 });
    await stage.history.begun(third);
    await stage.lasting(stage.random.int(0, TTL));
    // Asked while it stands still: the answers are the first that it does when it runs again.
    const [look, write, extend, release] = [
      holder.look(lock),
      holder.write(lock),
      holder.extend(lock),
      holder.release(lock),
    ];
    holder.resume();
    stage.check("it never says that it holds the lock", (await look).held === false);
    // Had its release freed anything, the third would be in by now.
    await stage.lasting(stage.random.int(50, 150));
    stage.check("the resource refuses its late write", (await write).ours === false);
    stage.check("it cannot extend", (await extend).code === "LOCK_LOST");
    stage.check("its release frees nothing", (await release).ours === false);
    stage.check("its successor still holds the lock", (await other.look(next)).held === true);
    stage.check("and can extend it", (await other.extend(next)).held === true);
    stage.check("and gives it back as its own", (await other.release(next)).ours === true);
    await third.release(await last);
  },
};
