import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** Of a lock that outlasts its holder's sleep, in ms. */
const BRIEF_TTL = 3_000;

/** The holder's machine sleeps, and its monotonic clock with it; the server and the others do not. */
export const scenario: Scenario = {
  row: 39,
  title: "machine suspended",
  variants: VARIANTS,
  modes: () => MODES,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const holder = await stage.worker(server, { suspendable: true });
    const waiter = await stage.worker(server);

    const brief = await holder.acquire("brief", { ttl: BRIEF_TTL });
    await holder.fallAsleep();
    await stage.lasting(BRIEF_TTL / 2);
    holder.wakeUp();
    await stage.lasting(BRIEF_TTL);
    const kept = await holder.look(brief);
    stage.check("what outlasts a nap is renewed", kept.held === true);
    await holder.release(brief);

    const lock = await holder.acquire("job");
    const waiting = waiter.acquire("job", { blockingTimeout: 60_000 });
    await stage.history.begun(waiter);
    await stage.lasting(stage.random.int(0, 1_000));
    await holder.fallAsleep();
    const next = await waiting;
    stage.check("its lock is taken meanwhile", next.held === true, next.message);
    stage.check("the next holder may write", (await waiter.write(next)).ours === true);
    await stage.lasting(stage.random.int(0, 1_000));
    holder.wakeUp();
    await stage.history.noted("lost", 1, holder);
    stage.check("it may not write any more", (await holder.write(lock)).ours === false);
    stage.check("it knows", (await holder.look(lock)).held === false);
    stage.check("it releases nothing", (await holder.release(lock)).ours === false);
    stage.check("the next one has the lock still", (await waiter.look(next)).held === true);
    await waiter.release(next);
    const again = await holder.acquire("job");
    stage.check("it can have the lock again", again.held === true, again.message);
    await holder.release(again);
  },
};
