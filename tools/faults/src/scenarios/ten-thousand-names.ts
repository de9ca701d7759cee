import { countClients, countCommands } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const NAMES = Array.from({ length: 10_000 }, (_, n) => `job-${n}`);
const FORBIDDEN = ["keys", "scan", "flushall", "flushdb"];

export const scenario: Scenario = {
  row: 30,
  title: "10k names",
  variants: VARIANTS,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const admin = server.admin();
    const workers = await stage.pair(server);
    const counts = await countCommands(admin);
    const terms = { ttl: 30_000, blockingTimeout: 60_000 };
    for (const worker of workers) {
      await worker.load({ names: NAMES, loops: 2_000, hold: [0, 200], terms, rounds: 5 });
    }
    await stage.history.noted("waiting", 1);
    const subscribers = await countClients(admin, "pubsub");
    const rounds = await Promise.all(workers.map((worker) => worker.finish()));
    const counted = await counts();
    stage.check("everybody had the lock", `${rounds}` === "10000,10000", `${rounds}`);
    stage.check("one subscriber a client", subscribers <= workers.length, `${subscribers}`);
    const searched = FORBIDDEN.filter((command) => counted[command] !== undefined);
    stage.check("nothing is searched for", searched.length === 0, searched.join(", "));
    stage.measure("subscribers", subscribers);
  },
};
