import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { median } from "@lockwire/harness";

const CYCLES = fileURLToPath(new URL("cycles.js", import.meta.url));
const IMPORT_TIME = fileURLToPath(new URL("import-time.js", import.meta.url));
/** The young generation then takes all that is allocated while it is counted; it makes the processor's caches too small. */
const COUNTING = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

const EMPTY = "data:text/javascript,";
/** What a program imports, what part of that these are, and the client library, which the packages load when they need it. */
const IMPORTED = [
  ...["@lockwire/redis-pubsub", "@lockwire/redis-spin"],
  ...["@lockwire/redis", "@lockwire/core", "node:crypto", EMPTY],
  "ioredis",
];

/**
 * Prints what the library itself takes for an uncontended cycle, without a server, a socket and a client library, and how
 * long its import takes.
 */
export async function engineBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reps: { type: "string", default: "5" },
      cycles: { type: "string", default: "100000" },
    },
  });
  console.log("engine: CPU and memory of a cycle, medians over processes of their own\n");
  for (const kind of ["pubsub", "spin"]) {
    const [times, bytes, alive]: [number[], number[], number[]] = [[], [], []];
    for (let rep = 0; rep < Number(values.reps); rep++) {
      const [us = 0] = await play([CYCLES, kind, "us", values.cycles]);
      const [allocated = 0, kept = 0] = await play([...COUNTING, CYCLES, kind, "bytes"]);
      times.push(us);
      bytes.push(allocated);
      alive.push(kept);
    }
    const [us = 0, allocated = 0, kept = 0] = [times, bytes, alive].map(median);
    console.log(
      `  ${kind.padEnd(8)}${us.toFixed(1)} us of CPU, ${allocated.toFixed(0)} bytes allocated; of 4,096 at once each keeps ${kept.toFixed(0)} bytes alive until it is answered`,
    );
  }
  for (const specifier of IMPORTED) {
    const times: number[] = [];
    for (let rep = 0; rep < Number(values.reps); rep++) {
      times.push(...(await play([IMPORT_TIME, specifier])));
    }
    const what = specifier === EMPTY ? "an empty module" : specifier;
    console.log(`  import of ${what}: ${(median(times) ?? 0).toFixed(0)} ms`);
  }
}

async function play(args: readonly string[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.split(" ").map(Number);
}
