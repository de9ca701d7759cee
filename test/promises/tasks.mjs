// Runs tasks that each want one lock, hold it for a random time, and work on a resource of the parent's under it.

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "./connect.mjs";

const [title, redis, tasks] = process.argv.slice(2);
const locks = connect(title, redis);

process.send("ready");
await once(process, "message");
await Promise.all(
  Array.from({ length: Number(tasks) }, () =>
    locks.withLock("resource", { blockingTimeout: 60_000, ttl: 5_000 }, async ({ fence }) => {
      const answered = once(process, "message");
      process.send({ enter: fence });
      await answered;
      await sleep(Math.random() * 8);
      process.send({ leave: fence });
    }),
  ),
);
await locks.close();
process.disconnect();
