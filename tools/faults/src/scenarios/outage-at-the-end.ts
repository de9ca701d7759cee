import { waitUntil } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const OUTAGE = 1_000;
/** Far longer than the run: a grant to nobody that nobody undoes would be seen. */
const TTL = 60_000;
/** From the network's coming back, in ms. */
const UNDONE = 1_500;

/** A waiter that cannot say goodbye: what it has left on the server is undone when the network is back. */
export const scenario: Scenario = {
  row: 42,
  title: "network down across a waiter's end",
  variants: ["pubsub", "pubsub-resp2"],
  modes: () => MODES,
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: UNDONE } }),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const [holder, patient] = await stage.pair(server);
    const leaving = await stage.worker({ url: proxy.url }, { shares: false });
    const admin = server.admin();
    const queued = () => admin.zcard("lockwire:{job}:queue");

    // It waits for another lock too, so that the server takes it for alive as soon as it is back.
    const kept = await holder.acquire("kept", { ttl: TTL });
    const stays = leaving.acquire("kept", { blockingTimeout: 30_000 });
    await stage.history.begun(leaving);
    const lock = await holder.acquire("job", { ttl: TTL });
    const terms = { ttl: TTL, blockingTimeout: stage.random.int(600, 1_000) };
    const gone = leaving.acquire("job", terms);
    await waitUntil(async () => (await queued()) === 1, { what: "its place", every: 5 });
    const next = patient.acquire("job", { ttl: TTL, blockingTimeout: 20_000 });
    await waitUntil(async () => (await queued()) === 2, { what: "the place behind it", every: 5 });
    stage.storm();
    proxy.drop();
    await stage.lasting(OUTAGE);
    const { code } = await gone;
    stage.check("its wait ends in time", code === "LOCK_TIMEOUT", code);
    await proxy.heal();

    await stage.lasting(stage.random.pick([0, stage.random.int(0, 500), UNDONE]));
    await holder.release(lock);
    const served = await next;
    stage.check("the one behind it has the lock", served.held === true, served.message);
    await waitUntil(async () => (await queued()) === 0, { what: "no place to be left" });
    stage.calm();
    await patient.release(served);
    const last = await holder.acquire("job", { blockingTimeout: UNDONE });
    stage.check("no grant to nobody is left", last.held === true, last.message);
    await holder.release(last);
    await holder.release(kept);
    await leaving.release(await stays);
  },
};
