import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** A tenth of the default ttl, and more than a grant stands that nobody has confirmed, in ms. */
const OUTAGE = 3_300;

/** The ttl is the ttl from the first moment on, whichever way the lock has come. */
export const scenario: Scenario = {
  row: 47,
  title: "outage just after a hand-off",
  variants: VARIANTS,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, waiter, third] = await stage.trio(server);
    const lock = await holder.acquire("job");
    const waiting = waiter.acquire("job");
    await stage.history.begun(waiter);
    await holder.release(lock);
    const next = await waiting;
    stage.check("the waiter has the lock", next.held === true, next.message);
    const behind = third.acquire("job", { blockingTimeout: 30_000 });
    await stage.history.begun(third);
    await stage.lasting(stage.random.int(0, 1_000));
    server.pause();
    await stage.lasting(OUTAGE);
    server.resume();
    const { held, remaining = 0 } = await waiter.look(next);
    stage.check("it is kept", held === true && remaining > 20_000, `${remaining} ms left`);
    stage.check("it can be extended", (await waiter.extend(next)).held === true);
    stage.check("its release counts", (await waiter.release(next)).ours === true);
    const last = await behind;
    stage.check("then the next has the lock", last.held === true, last.message);
    await third.release(last);
    stage.check("nobody lost it", (await stage.history.count("lost")) === 0);
  },
};
