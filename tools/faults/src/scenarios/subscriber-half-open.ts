import { type RedisServer, waitUntil } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const SAFETY_POLL = 400;
const COMMAND_TIMEOUT = 300;

export const scenario: Scenario = {
  row: 14,
  title: "subscriber half open",
  variants: ["pubsub-resp2", "pubsub-plain"],
  modes: () => MODES,
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const options = { safetyPoll: SAFETY_POLL, commandTimeout: COMMAND_TIMEOUT };
    const holder = await stage.worker(server, options);
    // A subscriber has a connection of its own with RESP2 alone.
    const waiter = await stage.worker({ url: proxy.url, options: { protocol: 2 } }, options);
    const terms = { blockingTimeout: 10_000 };
    const first = await holder.acquire("job");
    const missed = waiter.acquire("job", terms);
    await stage.history.noted("waiting", 1);
    await waiter.release(await handOn(first, missed));

    stage.storm();
    const held = await holder.acquire("job");
    const deaf = waiter.acquire("job", terms);
    await stage.history.noted("waiting", 2);
    const muted = await waitUntil(() => subscribers(server), { what: "the subscriber" });
    proxy.muteSubscribers();
    await stage.lasting(stage.random.int(0, 300));
    await waiter.release(await handOn(held, deaf));

    const again = await holder.acquire("job");
    const heard = waiter.acquire("job", terms);
    await stage.history.noted("degraded", 1);
    const renewed = async () => {
      const now = await subscribers(server);
      return now !== undefined && now !== muted;
    };
    await waitUntil(renewed, { what: "another subscriber in its place" });
    await waiter.release(await handOn(again, heard));

    async function handOn(lock: typeof held, next: typeof deaf) {
      await holder.release(lock);
      const taken = await next;
      stage.check("the waiter has the lock", taken.held === true, taken.message);
      return taken;
    }
  },
};

/** The connections that have subscribed, by their ids; undefined for none. */
async function subscribers(server: RedisServer): Promise<string | undefined> {
  const list = (await server.admin().call("CLIENT", "LIST", "TYPE", "pubsub")) as string;
  const ids = [...list.matchAll(/^id=(\d+)/gm)].map(([, id]) => id);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
