// A process with a lock: node holder.mjs URL NAME OPTIONS. Says "held FENCE", and "lost WHY" when it hears of a loss, and
// answers a line on its input: "look" with "aborted BOOLEAN", "release" with "released BOOLEAN".
import { createInterface } from "node:readline";
import { createRabbitLocks } from "@lockwire/rabbitmq";

const say = (line) => process.stdout.write(`${line}\n`);
const [, , rabbitmq, name, options = "{}"] = process.argv;
const locks = createRabbitLocks({ rabbitmq });
const lock = await locks.acquire(name, JSON.parse(options));
lock.signal.addEventListener("abort", () => say(`lost ${lock.signal.reason.why}`));
say(`held ${lock.fence}`);
createInterface(process.stdin).on("line", async (line) => {
  if (line === "look") say(`aborted ${lock.signal.aborted}`);
  if (line === "release") say(`released ${await lock.release()}`);
});
