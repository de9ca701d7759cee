import { waitUntil } from "@lockwire/support";
import type { Scenario } from "./scenario.js";

export const scenario: Scenario = {
  row: 16,
  title: "failover, with replication asked for",
  variants: ["pubsub", "pubsub-plain", "spin"],
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const group = await stage.sentinel({ replicas: 1 });
    const target = { sentinels: group.addresses, name: group.name };
    const durability = { replicas: 1, timeout: 500 };
    const [holder, other] = await stage.pair(target, { durability });
    const [first, replica] = group.servers;
    if (!first || !replica) throw new Error("There is no replica");
    replica.pause();
    const alone = await holder.tryAcquire("job");
    stage.check("what no replica has is refused", alone.held === false, "it was given");
    stage.check("by a typed error", alone.code === "LOCK_BACKEND", `${alone.code}`);
    replica.resume();
    const lock = await holder.acquire("job", { ttl: 30_000, blockingTimeout: 20_000 });
    stage.check("what it has is given", lock.held === true, `${lock.message}`);
    await first.kill();
    await waitUntil(async () => (await group.primary()) === replica, {
      what: "the replica to be the primary",
    });
    const tried = await other.tryAcquire("job");
    stage.check("nobody else gets the lock after the failover", tried.held === false);
    stage.check("the holder still has it", (await holder.look(lock)).held === true);
    await holder.release(lock);
  },
};
