// Acquires and releases many times behind others of its process, and prints how many bytes a cycle allocates in the old
// generation. It is run without optimized code, which leaves out some of those allocations, so the figure varies little.

import { getHeapSpaceStatistics } from "node:v8";
import { createMemoryLocks } from "../../packages/core/dist/index.js";

const CYCLES = 5_000;
const WORKERS = 3;
const locks = createMemoryLocks();

async function cycles() {
  let left = CYCLES;
  const work = async () => {
    while (left-- > 0) await (await locks.acquire("contended")).release();
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

const used = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size;

await cycles();
globalThis.gc();
const before = used();
await cycles();
process.stdout.write(`${(used() - before) / CYCLES}`);
await locks.close();
