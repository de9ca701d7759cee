import { waitUntil } from "@lockwire/support";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** How long the replicas may take to confirm, in ms. */
const TIMEOUT = 500;
const NAMES = ["a", "b", "c", "d"];
const ABSENCES = 3;

export const scenario: Scenario = {
  row: 45,
  title: "replication asked for, a replica away and back",
  variants: ["pubsub", "pubsub-resp2", "pubsub-plain", "spin"],
  modes: () => MODES,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const group = await stage.sentinel({ replicas: 1 });
    const target = { sentinels: group.addresses, name: group.name };
    const durability = { replicas: 1, timeout: TIMEOUT };
    const [holder, other] = await stage.pair(target, { durability });
    const [primary, replica] = group.servers;
    if (!primary || !replica) throw new Error("There is no replica");
    const away = async () => {
      replica.pause();
      await stage.lasting(stage.random.int(TIMEOUT, 2 * TIMEOUT));
      replica.resume();
    };

    const load = {
      names: NAMES,
      loops: 4,
      hold: [0, 50],
      terms: { blockingTimeout: 5_000 },
    } as const;
    await Promise.all([holder.load(load), other.load(load)]);
    for (let absence = 0; absence < ABSENCES; absence += 1) {
      await stage.lasting(stage.random.int(0, 300));
      await away();
    }
    const before = await stage.history.count("acquired");
    await stage.history.noted("acquired", before + 10);
    const rounds = await Promise.all([holder.halt(), other.halt()]);
    stage.measure("turns", Math.min(...rounds));

    // Some of these are under way when the replica goes, some begin while it is away.
    const absent = away();
    const takes = NAMES.map(async (name) => {
      await stage.lasting(stage.random.int(0, TIMEOUT));
      return { name, lock: await holder.acquire(name, { blockingTimeout: 20_000 }) };
    });
    const outcomes = await Promise.all(takes);
    await absent;
    const refused = outcomes.filter(({ lock }) => lock.held !== true);
    const typed = refused.every(({ lock }) => lock.code === "LOCK_BACKEND");
    stage.check("what is refused is refused by a typed error", typed, JSON.stringify(refused));
    const confirmed = outcomes.filter(({ lock }) => lock.held === true);
    const late = await holder.acquire("late", { blockingTimeout: 20_000 });
    stage.check("what it confirms when it is back is acquired", late.held === true, late.message);
    confirmed.push({ name: "late", lock: late });

    await primary.kill();
    await waitUntil(async () => (await group.primary()) === replica, {
      what: "the replica to be the primary",
    });
    for (const { name, lock } of confirmed) {
      const tried = await other.tryAcquire(name);
      stage.check(`${name}, which was confirmed, stands`, tried.held === false);
      stage.check(`the holder of ${name} still has it`, (await holder.look(lock)).held === true);
      await holder.release(lock);
    }
  },
};
