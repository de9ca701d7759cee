import { Redisson } from "node-redisson";
import type { Contender } from "./contender.js";

export const nodeRedisson: Contender = {
  id: "node-redisson",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const { hostname: host, port } = new URL(url);
    const redisson = new Redisson({
      redis: { options: { host, port: Number(port) } },
      lockWatchdogTimeout: BigInt(ttl),
    });
    return async (name) => {
      const lock = redisson.getLock(name);
      await lock.lock();
      return () => lock.unlock();
    };
  },
};
