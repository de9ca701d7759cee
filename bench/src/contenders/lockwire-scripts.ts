import { randomUUID } from "node:crypto";
import { connectionTo, prefixedLayout, RedisLeaseStore, ScriptRunner } from "@lockwire/core/redis";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";

/** The plain protocol's two steps on Redis without the engine above them: nobody waits, renews or watches a time. */
export const lockwireScripts: Contender = {
  id: "lockwire-scripts",
  kind: "floor",
  waits: false,
  open: ({ url, ttl }) => {
    const scripts = new ScriptRunner(connectionTo(url, (address) => new Redis(address)));
    const options = {
      layout: prefixedLayout(),
      announce: true,
      keyPrefix: "",
      report: () => undefined,
    };
    const store = new RedisLeaseStore(scripts, options);
    return async (name) => {
      const claim = { name, token: randomUUID() };
      if (!(await store.take(claim, ttl)).taken) throw new Error(`${name} is held`);
      return () => store.free(claim);
    };
  },
};
