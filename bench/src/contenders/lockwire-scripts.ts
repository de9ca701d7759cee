import { randomUUID } from "node:crypto";
import { connectionTo, prefixedLayout, redisBackend, ScriptRunner } from "@lockwire/redis";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";

/** The plain protocol's two steps on Redis without the engine above them: nobody waits, renews or watches a time. */
export const lockwireScripts: Contender = {
  id: "lockwire-scripts",
  kind: "floor",
  waits: false,
  open: ({ url, ttl }) => {
    const connection = connectionTo(url, (address) => new Redis(address));
    const backend = redisBackend(new ScriptRunner(connection), {
      layout: prefixedLayout(),
      announce: true,
      keyPrefix: "",
      confirmsTransfers: false,
      connection,
      report: () => undefined,
      lost: () => undefined,
      waitFor: () => ({ nextChance: () => Promise.resolve(), stop: () => undefined }),
      close: () => Promise.resolve(),
    });
    return async (name) => {
      const contender = backend.contender({ name, token: randomUUID() });
      const { acquired } = await contender.tryAcquire(ttl, { enqueue: false });
      if (!acquired) throw new Error(`${name} is held`);
      return () => contender.release();
    };
  },
};
