import { parseArgs } from "node:util";
import { wholeNumber } from "@lockwire/harness";
import type { Contender } from "../contenders/contender.js";
import { contenders, onRequest, selectContenders } from "../contenders/index.js";
import { selectWorkloads, workloads, workloadsOnRequest } from "../workloads/index.js";
import type { Workload } from "../workloads/workload.js";

export const USAGE = `npm run bench -- [options]

  --only w1,w4          these workloads (w3-10: one case of w3); all when left out
  --contenders a,b      these contenders; all when left out
  --reps N              repetitions, interleaved, of which the median counts; 3 when left out
  --ms N                how long each timed part lasts; each workload has its own when left out
  --busy                keeps what was measured while others took more than a tenth of the machine
  --json FILE           writes every figure of every repetition
  --plots DIR           writes the figures and one SVG a workload
  --draw DIR            measures nothing, and draws the figures that --plots wrote there
  --help

  engine [--reps N] [--cycles N]     instead of all that: CPU and memory of a cycle, without a server
  scripts [--reps N] [--cycles N]    instead of all that: the server's CPU for a cycle, beside native commands
  rabbitmq [--reps N] [--rounds N]   instead of all that: hand-offs over RabbitMQ, beside the least loop on it

  workloads:  ${workloads.map(({ id, title }) => `${id.padEnd(12)} ${title}`).join("\n              ")}
              on request: ${workloadsOnRequest.map(({ id }) => id).join(", ")}
  contenders: ${contenders.map(({ id }) => id).join(", ")};
              on request: ${onRequest.map(({ id }) => id).join(", ")}`;

export interface BenchOptions {
  readonly workloads: readonly Workload[];
  readonly contenders: readonly Contender[];
  readonly reps: number;
  readonly ms: number | undefined;
  /** Refuse nothing because of others on the machine. */
  readonly busy: boolean;
  readonly json: string | undefined;
  readonly plots: string | undefined;
  /** Draw what this folder has, instead of measuring. */
  readonly draw: string | undefined;
}

/** Undefined when only the usage is asked for. Throws on what it does not know. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      only: { type: "string" },
      contenders: { type: "string" },
      reps: { type: "string", default: "3" },
      ms: { type: "string" },
      busy: { type: "boolean", default: false },
      json: { type: "string" },
      plots: { type: "string" },
      draw: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    workloads: values.only === undefined ? workloads : selectWorkloads(values.only.split(",")),
    contenders:
      values.contenders === undefined ? contenders : selectContenders(values.contenders.split(",")),
    reps: wholeNumber("reps", values.reps),
    ms: values.ms === undefined ? undefined : wholeNumber("ms", values.ms),
    busy: values.busy,
    json: values.json,
    plots: values.plots,
    draw: values.draw,
  };
}
