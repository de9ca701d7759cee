import { waitUntil } from "@lockwire/support";
import type { Scenario } from "./scenario.js";

/**
 * Documented, not prevented: replication is asynchronous, and a lock that no replica has is gone with its primary. What is
 * left is the fence, as far as the clocks of the servers agree, and that the former holder learns of it.
 */
export const scenario: Scenario = {
  row: 16,
  title: "failover loses the lock (replication not asked for)",
  variants: ["pubsub", "pubsub-plain", "spin"],
  quick: false,
  promises: () => ({ M: false }),

  async run(stage) {
    const group = await stage.sentinel({ replicas: 1 });
    const target = { sentinels: group.addresses, name: group.name };
    const [holder, other] = await stage.pair(target);
    await holder.release(await holder.acquire("job"));
    const [first, replica] = group.servers;
    if (!first || !replica) throw new Error("There is no replica");
    replica.pause();
    // What was sent would wait in its socket, and be read when it goes on.
    await first.admin().call("CLIENT", "KILL", "TYPE", "REPLICA");
    const lock = await holder.acquire("job", { ttl: 20_000 });
    await first.kill();
    replica.resume();
    await waitUntil(async () => (await group.primary()) === replica, {
      what: "the replica to be the primary",
    });
    const next = await other.acquire("job", { blockingTimeout: 20_000 });
    if (!next.held) throw new Error(`The lock was not lost: ${next.message}`);
    stage.check("with a higher fence", (next.fence ?? 0) > (lock.fence ?? 0));
    await other.write(next);
    await stage.history.noted("lost", 1);
    stage.check("the former holder learns of it", (await holder.look(lock)).held === false);
    stage.check("the resource refuses it", (await holder.write(lock)).ours === false);
    await other.release(next);
  },
};
