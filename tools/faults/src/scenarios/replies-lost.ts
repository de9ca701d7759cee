import { waitUntil } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** Far longer than the run: only an undo frees what the lost reply was about. */
const TTL = 60_000;
const COMMAND_TIMEOUT = 200;
/** From the wire's healing, in ms. */
const UNDONE = 2_000;

export const scenario: Scenario = {
  row: 12,
  title: "replies lost, commands arrive",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const deaf = await stage.worker({ url: proxy.url }, { commandTimeout: COMMAND_TIMEOUT });
    const other = await stage.worker(server);
    await deaf.release(await deaf.acquire("warm-up"));

    proxy.drop("toClient");
    const trying = deaf.tryAcquire("once", { ttl: TTL });
    const arrived = () => server.admin().exists("lockwire:{once}");
    await waitUntil(arrived, { what: "the command to arrive", every: 2 });
    const once = await trying;
    const twice = await deaf.acquire("twice", { ttl: TTL, blockingTimeout: 300 });
    stage.check("a try of unknown outcome is an error", once.code === "LOCK_BACKEND", once.code);
    stage.check("a wait ends in time", twice.code === "LOCK_TIMEOUT", twice.code);
    await stage.lasting(stage.random.int(0, 200));

    await proxy.heal();
    const terms = { blockingTimeout: UNDONE };
    const [one, two] = [await other.acquire("once", terms), await other.acquire("twice", terms)];
    stage.check("both are undone", one.held === true && two.held === true);
  },
};
