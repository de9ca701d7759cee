// npm run demo: a counter without a lock, with two kinds of locks, and when the holder of the lock is killed.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { findRedisServer, startRedis } from "@lockwire/support";
import logUpdate from "log-update";
import colors from "picocolors";
import { type Crew, clock, createCrew } from "./crew.js";
import { picture, timesOf } from "./picture.js";

/** How long the killed holder keeps the others waiting, in ms. */
const TTL = 3_000;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    seconds: { type: "string", default: "8" },
    unguarded: { type: "boolean", default: false },
    install: { type: "boolean", default: true },
  },
});
const length = Number(options.seconds) * 1_000;
if (!(length > 0 && length <= 60_000)) {
  throw new RangeError(`--seconds must be above 0 and at most 60, got ${options.seconds}`);
}
const program = await findRedisServer(options).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
await using server = await startRedis({ program });

announce("1. Three processes raise a counter, and nothing protects it");
console.log("Each one reads it, works for 200 ms, and writes one more. X: two at a time.\n");
const unguarded = await act([createCrew("no lock", "none", server.url)], length);
const guarded = options.unguarded ? [] : [...(await sideBySide()), ...(await holderKilled())];

console.log();
for (const { title, kind, histories } of [...unguarded, ...guarded]) {
  const raised = timesOf(histories, "done").length;
  const found = Number(await server.admin().get(title));
  const isRight = raised > 0 && raised === found;
  const mark = isRight ? colors.green("ok   ") : colors.red("WRONG");
  console.log(`${mark} ${title}: raised ${raised} times, found ${found}`);
  // Without a lock it is to come out wrong; that is a failure only when nothing else was asked for.
  if (!isRight && (kind !== "none" || options.unguarded)) process.exitCode = 1;
}

async function sideBySide(): Promise<Crew[]> {
  announce("2. With a lock: a library that polls and Lockwire, in the same seconds");
  console.log("█ holds the lock, · waits for it. Hand-off: from a release to the next holder.\n");
  const polling = createCrew("redlock 4, which polls", "redlock", server.url);
  const woken = createCrew("Lockwire", "lockwire", server.url);
  return act([polling, woken], length);
}

async function holderKilled(): Promise<Crew[]> {
  announce("3. The holder is killed in the middle of its work");
  console.log(`Nobody releases its lock, which ends with its lease of ${TTL / 1_000} s.\n`);
  const crew = createCrew("Lockwire, its holder killed", "lockwire", server.url, TTL);
  await using locks = createPubSubLocks({ redis: server.url });
  let end = 0;
  await act([crew], 2 * TTL, async () => {
    await sleep(TTL / 2);
    await crew.kill(1);
    end = clock() + (await locks.peek("demo")).ttl;
  });
  const [killed = end] = timesOf(crew.histories, "dead");
  const next = timesOf(crew.histories, "holds").find((at) => at > killed) ?? Number.NaN;
  const after = (next - end).toFixed(0);
  console.log(`Process 2 was killed. The next one has the lock ${after} ms after the lease's end.`);
  return [crew];
}

/** Draws the crews for a time, in which something may happen to them, until all have finished their turn. */
async function act(crews: Crew[], time: number, event = async () => {}): Promise<Crew[]> {
  await Promise.all(crews.map((crew) => crew.started()));
  const began = clock();
  const columns = Math.min(process.stdout.columns ?? 80, 120) - 12;
  const moments = Array.from({ length: columns }, (_, x) => began + ((x + 0.5) / columns) * time);
  const frame = () => {
    const past = moments.filter((at) => at <= clock());
    return crews.map((crew) => `${picture(crew, past)}\n`).join("\n");
  };
  const drawing = setInterval(() => process.stdout.isTTY && logUpdate(frame()), 100);
  await Promise.all([sleep(time), event()]);
  await Promise.all(crews.map((crew) => crew.stop()));
  clearInterval(drawing);
  logUpdate.clear();
  console.log(frame());
  return crews;
}

function announce(title: string): void {
  console.log(`\n${colors.bold(colors.cyan(title))}\n`);
}
