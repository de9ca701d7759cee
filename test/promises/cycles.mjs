// Acquires and releases many times, uncontended and contended, and tells by how much the heap has grown.

import { setImmediate } from "node:timers/promises";
import { connect } from "./connect.mjs";

const [title, redis, rounds] = process.argv.slice(2);
const AT_ONCE = 100;
const locks = connect(title, redis);

async function cycles(count) {
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        const alone = n % 2 === 0 || title === "spin";
        await (await locks.acquire(alone ? `name ${done + n}` : "contended")).release();
      }),
    );
  }
}

async function heap() {
  for (let pass = 0; pass < 3; pass++) {
    await setImmediate();
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

await cycles(Number(rounds) / 5);
const before = await heap();
await cycles(Number(rounds));
process.stdout.write(`${(await heap()) - before}`);
await locks.close();
