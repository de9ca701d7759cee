import { parseArgs } from "node:util";
import { median } from "@lockwire/harness";
import { prefixedLayout } from "@lockwire/redis";
import { startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { metered } from "../crew/meter.js";
import { circumstances, conditions } from "../report/circumstances.js";
import { type Command, load, sendAll } from "./command.js";
import { librarySteps } from "./library-steps.js";
import { type Cycle, PAIRS, type Pair } from "./pairs.js";

const TTL = 10_000;
const NAMES = 64;

/** Prints the server's CPU for an uncontended cycle. All commands of a round leave in one write: sockets do not count. */
export async function scriptsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reps: { type: "string", default: "60" },
      cycles: { type: "string", default: "1024" },
    },
  });
  console.log(
    "scripts: the server's CPU for a cycle, medians over rounds in which all take turns\n",
  );
  const made = await circumstances(["scripts", ...args]);
  const times = await measure(Number(values.reps), Number(values.cycles));
  const [bare = 0] = times;
  for (const [index, pair] of PAIRS.entries()) console.log(line(pair, times[index] ?? 0, bare));
  console.log(`\n${conditions(made)}: ${made.command}`);
}

function line({ acquire, release }: Pair, us: number, bare: number): string {
  const more = us === bare ? "" : `${(us - bare).toFixed(1)} more`;
  return `  ${acquire.padEnd(32)}${release.padEnd(30)}${us.toFixed(1).padStart(5)} us  ${more}`.trimEnd();
}

/** The median of each pair, in us a cycle. */
async function measure(reps: number, count: number): Promise<number[]> {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  try {
    const cycles = await Promise.all(Array.from({ length: count }, (_, index) => cycleOf(index)));
    const turns = PAIRS.map((pair) => ({ commands: pair.commands(cycles), us: [] as number[] }));
    for (const { commands } of turns) {
      await load(redis, commands);
      await sendAll(redis, commands);
    }
    for (let rep = 0; rep < reps; rep++) {
      for (const { commands, us } of turns) us.push((await cpuOf(redis, commands)) / count);
    }
    return turns.map(({ us }) => median(us) ?? 0);
  } finally {
    redis.disconnect();
  }
}

async function cpuOf(redis: Redis, commands: readonly Command[]): Promise<number> {
  const { used } = await metered(redis, () => sendAll(redis, commands));
  return used.cpu * 1_000;
}

async function cycleOf(index: number): Promise<Cycle> {
  const name = `name ${index % NAMES}`;
  const token = `V1StGXR8_Z5jdHi6B${1_000 + index}`;
  const layout = prefixedLayout();
  const lockKey = layout.lockKey(name);
  const steps = await librarySteps(name, token, TTL);
  const counterKey = `${lockKey}:counter`;
  return { steps, token, ttl: TTL, lockKey, counterKey, queueKey: layout.queueKey(name) };
}
