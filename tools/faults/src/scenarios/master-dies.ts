import { countBusMessages } from "@lockwire/support";
import { POLLED, PUSHED } from "../check/wake-up.js";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 20_000;
/** The nodes need 1.5 s to see that a master is dead, and as long again to promote its replica. */
const FAILOVER = 12_000;

export const scenario: Scenario = {
  row: 20,
  title: "Cluster owner dies",
  variants: VARIANTS,
  modes: () => MODES,
  quick: false,
  // What the replica had not yet received is lost with the master.
  promises: (variant) => ({
    M: false,
    W: { max: variant === "spin" ? POLLED.max : PUSHED.max, storm: FAILOVER },
  }),

  async run(stage) {
    const cluster = await stage.cluster({ replicasPerMaster: 1 });
    const [holder, one, two] = await stage.trio({ nodes: cluster.startupNodes });
    const owner = await cluster.ownerOf("lockwire:{job}");
    const lock = await holder.acquire("job", { ttl: TTL });
    const terms = { ttl: TTL, blockingTimeout: 20_000 };
    for (const worker of [one, two]) {
      await worker.load({ names: ["job", "other"], loops: 4, hold: [0, 10], terms });
      await stage.history.begun(worker);
    }
    await owner.admin().wait(1, 5_000);
    await stage.lasting(stage.random.int(0, 300));
    stage.storm();
    await owner.kill();
    await cluster.waitUntilOk();
    stage.check("the holder has kept its lock", (await holder.look(lock)).held === true);
    await holder.release(lock);
    await stage.history.noted("released", 20);
    await stage.lasting(1_000);
    stage.calm();
    const toAll = await countBusMessages(cluster, "publish");
    const toReplicas = await countBusMessages(cluster, "publishshard");
    const before = await stage.history.count("released");
    await stage.history.noted("released", before + 20);
    await stage.lasting(stage.seconds * 1_000);
    await Promise.all([one, two].map((worker) => worker.halt()));
    const released = (await stage.history.count("released")) - before;
    const all = (await countBusMessages(cluster, "publish")) - toAll;
    const replicas = (await countBusMessages(cluster, "publishshard")) - toReplicas;
    stage.measure("bus messages a release: to all", all / released);
    stage.measure("to replicas", replicas / released);
  },
};
