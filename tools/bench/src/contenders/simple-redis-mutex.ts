import { createClient } from "redis";
import { lock } from "simple-redis-mutex";
import { countSent } from "../worker/sent-commands.js";
import type { Contender } from "./contender.js";

export const simpleRedisMutex: Contender = {
  id: "simple-redis-mutex",
  kind: "peer",
  waits: true,
  open: async ({ url, ttl }) => {
    const redis = await createClient({ url }).connect();
    countSent(redis);
    return (name) => lock(redis, name, { timeout: ttl });
  },
};
