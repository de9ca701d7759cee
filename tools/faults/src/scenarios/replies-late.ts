import { waitUntil } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 300;
const LATE = TTL + 100;

export const scenario: Scenario = {
  row: 13,
  title: "replies late by TTL + 100 ms",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const far = await stage.worker({ url: proxy.url });
    const near = await stage.worker(server);
    await far.release(await far.acquire("warm-up"));
    await near.load({ names: ["job"], loops: 1, hold: [0, 20], terms: { ttl: TTL } });

    proxy.delay(LATE, "toClient");
    const trying = far.tryAcquire("once", { ttl: TTL });
    const arrived = async () => (await server.admin().exists("lockwire:{once}")) === 1;
    await waitUntil(arrived, { what: "the take on the server", every: 1 });
    // Its time is over before it hears of it, and the lock another's.
    const next = await near.acquire("once");
    const once = await trying;
    stage.check("a try is refused", once.held === false && once.code === "LOCK_BACKEND", once.code);
    await near.release(next);
    const bound = stage.random.int(900, 1_200);
    const waited = await far.acquire("job", { ttl: TTL, blockingTimeout: bound });
    stage.check("a wait never ends in a lock", waited.held === false, "it was reported as held");

    // A loop that always comes back at once may starve another that asks by the clock: so it ends first.
    stage.check("the others go on", (await near.halt()) > 0);
    proxy.delay(0);
    const after = await far.acquire("job", { ttl: TTL, blockingTimeout: 5_000 });
    stage.check("it has the lock when the wire is fast again", after.held === true, after.message);
    await far.release(after);
  },
};
