// Acquires and releases, many at once, and tells how often the whole heap had to be collected for it.

import { constants, PerformanceObserver } from "node:perf_hooks";
import { connect } from "./connect.mjs";

const [title, redis, rounds] = process.argv.slice(2);
const AT_ONCE = 64;
const names = Array.from({ length: AT_ONCE }, (_, n) => `name ${n}`);
const locks = connect(title, redis);
let full = 0;

async function cycle(name) {
  await (await locks.acquire(name)).release();
}

async function cycles(count) {
  for (let done = 0; done < count; done += AT_ONCE) await Promise.all(names.map(cycle));
}

await cycles(Number(rounds) / 5);
globalThis.gc();
new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries()) {
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) full += 1;
  }
}).observe({ entryTypes: ["gc"] });
await cycles(Number(rounds));
await locks.close();
process.stdout.write(`${full}`);
