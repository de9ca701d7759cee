import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startRedis } from "@lockwire/support";
import { unpackedProgram } from "../debian/unpacked-program.js";
import { runCommand } from "../run-command.js";

/** How often processes of one kind had the lock, and were not alone then. */
interface Share {
  readonly kind: string;
  readonly acquisitions: number;
  readonly overlaps: number;
}

export interface Fleet {
  readonly shares: readonly Share[];
  /** What the counter says that each of them raised by reading and writing it: less where two were inside at once. */
  readonly counted: number;
  /** Why no Python process took part. */
  readonly missing?: string;
}

const NAME = "fleet";
const WORKER = fileURLToPath(new URL("worker.js", import.meta.url));
const PYTHON_WORKER = fileURLToPath(new URL("../../python/worker.py", import.meta.url));
const PYTHON = { suite: "bookworm", package: "python3-redis", program: "python3" };
/** In ms. */
const TIMEOUT = 900_000;

/** A kind of process, how to start it, and what it has in its environment. */
interface Worker {
  readonly kind: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const nodeWorker = (library: string): Worker => ({
  kind: library,
  program: process.execPath,
  args: [WORKER, library],
});

/** Has two processes of each kind compete for one lock until they have had it so many times together. */
export async function runFleet(wanted: number): Promise<Fleet> {
  const kinds = ["ioredis", "node-redis"].map(nodeWorker);
  const python = await pythonWorker();
  if (!("missing" in python)) kinds.push(python);
  await using server = await startRedis();
  const run = async ({ kind, program, args, env = {} }: Worker): Promise<Share> => {
    const all = [...args, `${server.port}`, NAME, `${wanted}`];
    const printed = await runCommand(program, all, { timeout: TIMEOUT, env });
    const [acquisitions = 0, overlaps = 0] = printed.trim().split(" ").map(Number);
    return { kind, acquisitions, overlaps };
  };
  const shares = await Promise.all([...kinds, ...kinds].map(run));
  const counted = Number(await server.admin().get("count"));
  return { shares, counted, ...("missing" in python ? { missing: python.missing } : {}) };
}

async function pythonWorker(): Promise<Worker | { readonly missing: string }> {
  try {
    const { launcher, root } = await unpackedProgram(PYTHON);
    const home = join(root, "usr");
    const env = {
      PYTHONHOME: home,
      PYTHONPATH: join(home, "lib", "python3", "dist-packages"),
      PYTHONDONTWRITEBYTECODE: "1",
    };
    return { kind: "redis-py", program: launcher, args: [PYTHON_WORKER], env };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
