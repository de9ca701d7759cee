import { Redis } from "ioredis";
import { createLock, IoredisAdapter } from "redlock-universal";
import type { Contender } from "./contender.js";

export const redlockUniversal: Contender = {
  id: "redlock-universal",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const adapter = new IoredisAdapter(new Redis(url));
    return async (name) => {
      const lock = createLock({
        adapter,
        key: name,
        ttl,
        retryAttempts: Number.MAX_SAFE_INTEGER,
      });
      const handle = await lock.acquire();
      return () => lock.release(handle);
    };
  },
};
