import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { quantile } from "@lockwire/harness";
import { startRabbit } from "@lockwire/support";
import { barePair } from "./bare-pair.js";
import type { Pair } from "./hand-offs.js";
import { lockwirePair } from "./lockwire-pair.js";

/** Before those that count: queues are made, code gets warm. */
const WARM_UP = 20;

/**
 * Prints how long a hand-off over RabbitMQ takes beside the least loop on it, both in one run, in turns. All of them are in this
 * one process, each over a connection of its own, so that one clock times both ends.
 */
export async function rabbitBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reps: { type: "string", default: "3" },
      rounds: { type: "string", default: "200" },
    },
  });
  const load = loadavg()[0] ?? 0;
  await using server = await startRabbit();
  const pairs = [
    await barePair(server.url, { fence: false }),
    await barePair(server.url, { fence: true }),
    await lockwirePair(server.url),
  ];
  const times = new Map<Pair, number[]>(pairs.map((pair) => [pair, []]));
  for (const pair of pairs) await pair.handOffs(WARM_UP);
  for (let rep = 0; rep < Number(values.reps); rep++) {
    for (const pair of pairs)
      times.get(pair)?.push(...(await pair.handOffs(Number(values.rounds))));
  }
  await Promise.all(pairs.map((pair) => pair.close()));
  print(times);
  const version = (await server.ctl("version")).trim();
  const machine = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? "unknown CPU"}`;
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.versions.node}, ` +
      `RabbitMQ ${version}, load before ${load.toFixed(2)}: npm run bench -- rabbitmq ${args.join(" ")}`,
  );
}

function print(times: ReadonlyMap<Pair, readonly number[]>): void {
  let floor: number | undefined;
  console.log("rabbitmq: from the call for a release to the next holder, in ms\n");
  console.log(`  ${"".padEnd(26)}hand-offs    p50     p95     p99   of the bare loop`);
  for (const [{ id }, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((q) => quantile(sorted, q));
    floor ??= p50;
    const figures = [p50, p95, p99].map((ms) => ms.toFixed(2).padStart(7)).join(" ");
    const ratio = `${(p50 / floor).toFixed(2)} x`;
    console.log(`  ${id.padEnd(26)}${String(all.length).padStart(9)} ${figures}   ${ratio}`);
  }
}
