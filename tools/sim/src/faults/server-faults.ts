import type { Kept } from "../redis/keyspace.js";
import type { MemoryRedis } from "../redis/memory-redis.js";
import { type Faults, pauseAfter, type Strike } from "./fault.js";

const AFTERMATH = 2_000;

function disturb({ stage, plan }: Strike, more = AFTERMATH): void {
  stage.disturbances.disturb((plan.for + Math.max(more, pauseAfter(plan.for))) * 1_000);
}

function snapshotOf({ keys }: MemoryRedis): [name: string, kept: Kept | undefined][] {
  return keys.rawNames().map((name) => [name, keys.copyOf(name)]);
}

/** A condition of the server, for a time. */
function condition(set: (strike: Strike, on: boolean) => void): (strike: Strike) => void {
  return (strike) => {
    disturb(strike);
    set(strike, true);
    strike.later(strike.plan.for, () => set(strike, false));
  };
}

export const SERVER_FAULTS: Faults = {
  /** It stands still; what is sent to it waits. */
  pause: {
    lasts: [5, 10_000],
    sizes: [0, 0],
    strike: condition(({ stage }, on) => (on ? stage.host.stop() : stage.host.resume())),
  },
  /** It is restarted with its data. */
  restart: {
    lasts: [5, 5_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { host } = strike.stage;
      if (!host.up) return;
      disturb(strike);
      host.kill();
      const data = snapshotOf(host.redis);
      strike.later(strike.plan.for, () =>
        host.restart((redis) => {
          for (const [name, kept] of data) redis.keys.adopt(name, kept);
        }),
      );
    },
  },
  /** A replica takes its place that is so many ms behind, as a restart does from a file that is synced every second. */
  failover: {
    lasts: [5, 3_000],
    sizes: [1, 3_000],
    strike: (strike) => {
      const { stage, plan, later } = strike;
      const snapshot = snapshotOf(stage.host.redis);
      disturb(strike, plan.size + AFTERMATH + stage.longestTtl);
      later(plan.size, () => {
        if (!stage.host.up) return;
        stage.host.kill();
        later(plan.for, () => {
          stage.disturbances.breakExclusion();
          stage.disturbances.loseFences();
          stage.host.restart((redis) => {
            for (const [name, kept] of snapshot) redis.keys.adopt(name, kept);
          });
        });
      });
    },
  },
  /** It is restarted, and has forgotten all. */
  "data lost": {
    lasts: [5, 5_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { stage } = strike;
      if (!stage.host.up) return;
      disturb(strike, AFTERMATH + stage.longestTtl);
      stage.host.kill();
      strike.later(strike.plan.for, () => {
        stage.disturbances.breakExclusion();
        stage.disturbances.loseFences();
        stage.host.restart(() => undefined);
      });
    },
  },
  /** Its memory is short: keys go, one here and one there. */
  evict: {
    lasts: [0, 0],
    sizes: [0, 0],
    strike: (strike) => {
      disturb(strike, AFTERMATH + strike.stage.longestTtl);
      const { stage, random } = strike;
      const names = stage.host.redis.keys.names();
      if (names.length === 0) return;
      const name = random.pick(names);
      stage.disturbances.breakExclusion();
      if (name.endsWith(":fence")) stage.disturbances.loseFences();
      stage.say("*", `${name} is evicted`);
      stage.host.redis.keys.delete(name);
    },
  },
  "scripts flushed": {
    lasts: [0, 0],
    sizes: [0, 0],
    strike: ({ stage }) => stage.host.redis.scripts.clear(),
  },
  full: {
    lasts: [5, 5_000],
    sizes: [0, 0],
    strike: condition(({ stage }, on) => (stage.host.redis.full = on)),
  },
  busy: {
    lasts: [5, 6_000],
    sizes: [0, 0],
    strike: condition(({ stage }, on) => (stage.host.redis.busy = on)),
  },
  "read only": {
    lasts: [5, 3_000],
    sizes: [0, 0],
    strike: condition(({ stage }, on) => (stage.host.redis.readOnly = on)),
  },
  "few replicas": {
    lasts: [5, 3_000],
    sizes: [0, 0],
    strike: condition(({ stage }, on) => (stage.host.redis.fewReplicas = on)),
  },
  /** Its clock is set forward: what it keeps for others ends early. */
  "clock forward": {
    lasts: [0, 0],
    sizes: [1, 120_000],
    strike: (strike) => {
      const { stage, plan } = strike;
      disturb(strike, AFTERMATH + stage.longestTtl);
      stage.disturbances.breakExclusion();
      stage.host.clock.stepWall(plan.size * 1_000);
    },
  },
  /** Its clock is set back: what it keeps for others ends late. */
  "clock back": {
    lasts: [0, 0],
    sizes: [1, 120_000],
    strike: (strike) => {
      const { stage, plan } = strike;
      disturb(strike, AFTERMATH + stage.longestTtl + plan.size);
      stage.disturbances.setClockBack(plan.size * 1_000);
      stage.host.clock.stepWall(-plan.size * 1_000);
    },
  },
  /** Every subscriber is cut off. */
  "subscribers cut": {
    lasts: [0, 0],
    sizes: [0, 0],
    strike: ({ stage }) => {
      stage.disturbances.disturb(AFTERMATH * 1_000, undefined, 0);
      stage.host.redis.killSessions(["TYPE", "pubsub"]);
    },
  },
  /** Nobody may subscribe, and who has subscribed is cut off; commands go through. */
  "no subscriptions": {
    lasts: [1_000, 30_000],
    sizes: [0, 0],
    onRequest: true,
    strike: ({ stage, plan, later }) => {
      const { redis } = stage.host;
      stage.disturbances.disturb((plan.for + pauseAfter(plan.for)) * 1_000, undefined, 0);
      redis.denied.add("SUBSCRIBE");
      redis.killSessions(["TYPE", "pubsub"]);
      later(plan.for, () => redis.denied.delete("SUBSCRIBE"));
    },
  },
  /** With RESP2, connections that subscribe are answered no more, and who has subscribed is cut off; others work. */
  "subscribers hang": {
    lasts: [2_000, 30_000],
    sizes: [0, 0],
    onRequest: true,
    strike: ({ stage, plan, later }) => {
      const { host, disturbances } = stage;
      disturbances.disturb((plan.for + pauseAfter(plan.for)) * 1_000, undefined, 0);
      host.subscribersHang = true;
      host.redis.killSessions(["TYPE", "pubsub"]);
      later(plan.for, () => {
        host.subscribersHang = false;
        for (const { link } of host.connections) link.toClient.pass();
      });
    },
  },
  /** Somebody listens to everything, as a monitor does. */
  "pattern subscriber": {
    lasts: [1_000, 60_000],
    sizes: [0, 0],
    strike: ({ stage, plan, later }) => {
      const { redis } = stage.host;
      const monitor = redis.open(() => undefined);
      redis.execute(monitor, ["PSUBSCRIBE", "*"]);
      later(plan.for, () => redis.close(monitor));
    },
  },
  /** A script may not ask for the time: the clients' clocks stand in. */
  "no time": {
    lasts: [1_000, 60_000],
    sizes: [0, 0],
    strike: ({ stage, plan, later }) => {
      // One clock stands in for the other, and may be behind it.
      stage.disturbances.setClockBack();
      stage.host.redis.denied.add("TIME");
      later(plan.for, () => stage.host.redis.denied.delete("TIME"));
    },
  },
};
