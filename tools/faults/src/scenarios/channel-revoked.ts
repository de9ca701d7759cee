import { DocumentedUser, type RedisServer } from "@lockwire/support";
import { PUSHED } from "../check/wake-up.js";
import type { Scenario } from "./scenario.js";

/** Far longer than a waiter may sleep that hears nothing, in ms; a refused subscription is tried again after it. */
const SAFETY_POLL = 2_000;
/** New connections in the time of the fault: each client's again after the cut, and what a busy machine adds. */
const CONNECTIONS = 12;

export const scenario: Scenario = {
  row: 24,
  title: "channel permission revoked",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain"],
  quick: true,
  promises: () => ({ W: { ...PUSHED, storm: 1_000 } }),

  async run(stage) {
    const server = await stage.redis();
    const plain = stage.variant === "pubsub-plain";
    const user = await DocumentedUser.read(plain ? "lockwire-plain" : "lockwire-handoff");
    const url = await user.create(server);
    // The stage itself asks a given client what became of its connections.
    await server.admin().call("ACL", "SETUSER", user.name, "+client|info");
    const [holder, waiter] = await stage.pair({ url }, { safetyPoll: SAFETY_POLL });
    const terms = { blockingTimeout: 20_000 };
    const lock = await holder.acquire("job");
    const deaf = waiter.acquire("job", terms);
    await stage.history.noted("waiting", 1);

    stage.storm();
    const before = await connections(server);
    await server.admin().call("ACL", "SETUSER", user.name, "resetchannels");
    await stage.history.noted("degraded", 1);
    await stage.lasting(stage.random.int(100, 500));
    const { ours } = await holder.release(lock);
    stage.check("a release succeeds", ours === true);
    const next = await deaf;
    stage.check("the waiter has the lock all the same", next.held === true, next.message);
    const opened = (await connections(server)) - before;
    stage.check("there is no reconnect storm", opened <= CONNECTIONS, `${opened} connections`);
    stage.measure("reconnects", opened);

    const again = holder.acquire("job", terms);
    await stage.history.noted("degraded", 2);
    await server.admin().call("ACL", "SETUSER", user.name, "&lockwire:*");
    await stage.history.noted("restored", 1);
    await waiter.release(next);
    stage.check("the next one too", (await again).held === true);
  },
};

async function connections(server: RedisServer): Promise<number> {
  const stats = await server.admin().info("stats");
  return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
}
