import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { findRedisServer } from "@lockwire/support";

/** Where, when and how the figures were made. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly redis: string;
  readonly command: string;
  /** The machine's load over the minute before: above 0.5 or so, others were at work on it. */
  readonly load: number;
}

/** Where the figures go to makes no difference to them. */
const isOutput = (arg: string | undefined) => arg === "--json" || arg === "--plots";

export async function circumstances(args: readonly string[]): Promise<Circumstances> {
  const version = execFileSync(await findRedisServer(), ["--version"], {
    encoding: "utf8",
    timeout: 20_000,
  });
  const telling = args.filter((arg, index) => !isOutput(arg) && !isOutput(args[index - 1]));
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? "unknown CPU"}`,
    node: process.versions.node,
    redis: /v=([\d.]+)/.exec(version)?.[1] ?? "",
    command: ["npm run bench", ...(telling.length > 0 ? ["--", ...telling] : [])].join(" "),
    load: loadavg()[0] ?? 0,
  };
}

export const conditions = ({ date, machine, node, redis, load }: Circumstances): string =>
  `${date}, ${machine}, Node ${node}, Redis ${redis}, load before ${load.toFixed(2)}`;
