import { randomUUID } from "node:crypto";
import { DEFAULTS } from "@lockwire/core/backend";
import { linkTo, prefixedLayout, redisBackend } from "@lockwire/redis";
import type { Contender } from "./contender.js";

/** The plain protocol's two steps on Redis without the engine above them: nobody waits, renews or watches a time. */
export const lockwireScripts: Contender = {
  id: "lockwire-scripts",
  kind: "floor",
  waits: false,
  open: ({ url, ttl }) => {
    const link = linkTo(url, DEFAULTS);
    const backend = redisBackend(link.scripts, {
      layout: prefixedLayout(),
      announce: true,
      keyPrefix: "",
      confirmsTransfers: false,
      connection: link,
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
