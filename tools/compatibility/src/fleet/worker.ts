import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadIoredis, loadNodeRedis } from "@lockwire/support";

/** Does in Node what `python/worker.py` does, over the library that is named first. */
const [library, port, name = "", wanted] = process.argv.slice(2);
const url = `redis://127.0.0.1:${port}`;
const { Redis } = await loadIoredis();
const commands = new Redis(url);
const nodeRedis =
  library === "node-redis"
    ? await (await loadNodeRedis(6)).createClient({ url }).on("error", console.error).connect()
    : undefined;
const locks = createPubSubLocks({
  redis: nodeRedis ?? commands,
  layout: "redis-lock-py",
  blockingTimeout: Number.POSITIVE_INFINITY,
});

let own = 0;
let overlaps = 0;
for (let count = 0; count < Number(wanted); ) {
  const lock = await locks.acquire(name);
  if ((await commands.incr("inside")) !== 1) overlaps += 1;
  // As nobody should do it without a lock.
  count = Number(await commands.get("count"));
  if (count < Number(wanted)) {
    await commands.set("count", count + 1);
    own += 1;
  }
  await commands.decr("inside");
  if (!(await lock.release())) overlaps += 1;
}
console.log(own, overlaps);
await locks.close();
commands.disconnect();
nodeRedis?.destroy();
