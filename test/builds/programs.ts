import { join } from "node:path";
import type { Program } from "@lockwire/support";
import { ROOT } from "../helpers/workspace.js";

/** What a program is built from. */
export interface Sources {
  /** Has its node_modules. */
  readonly folder: string;
  readonly main: string;
  /** As its tsconfig.json has it. */
  readonly legacyDecorators?: boolean;
}

/** A program that takes locks, as its sources stand in the repository. */
export interface Source extends Sources {
  readonly title: string;
  /** The names of the locks that it takes, by its sources. */
  readonly names: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Makes it take its locks, where that needs something from outside. */
  readonly use?: (program: Program) => Promise<unknown>;
  /** What it prints when it has had them all. */
  readonly done: RegExp;
}

function example(name: string, source: Omit<Source, "title" | "folder" | "main">): Source {
  const folder = join(ROOT, "examples", name);
  return { title: name, folder, main: join(folder, "src", "main.ts"), ...source };
}

const EXAMPLES: readonly Source[] = [
  example("aws-lambda", {
    names: ["import-shop:berlin"],
    use: async ({ input }) => input.end('{"shop": "berlin"}\n'),
    done: /^answer: imported$/m,
  }),
  example("bullmq", {
    names: ["customer:alice", "customer:bob"],
    done: /(: sent \d[\s\S]*){6}/,
  }),
  example("cron", {
    names: ["nightly-report"],
    env: { SCHEDULE: "* * * * * *" },
    done: /^wrote the report/m,
  }),
  example("express", {
    names: ["order:7"],
    env: { PORT: "0" },
    use: async (program) => {
      const [, port] = await program.shows(/port: (\d+)/);
      await fetch(`http://localhost:${port}/orders/7/charge`, { method: "POST" });
    },
    done: /^charged order 7$/m,
  }),
  example("file-lock", { names: ["printer"], done: /(has the printer[\s\S]*){3}/ }),
  example("nestjs", {
    legacyDecorators: true,
    names: ["orders.charge:1", "orders.charge:2"],
    done: /^charged, was charged, was charged, charged$/m,
  }),
  example("postgres-fence", {
    names: ["account:alice"],
    done: /^after one more deposit: 50$/m,
  }),
];

const NAMESAKES: Source = {
  title: "namesakes",
  folder: join(ROOT, "test"),
  main: join(import.meta.dirname, "namesakes", "main.ts"),
  names: [
    "export.job",
    "export.run",
    "import.job",
    "import.run",
    "nameless:8",
    "orders.by-symbol",
    "orders.charge:acme:7:EUR",
    "orders.settle",
    "orders.total",
    "rush-orders.settle",
  ],
  done: /^all called$/m,
};

export const SOURCES: readonly Source[] = [
  ...EXAMPLES,
  NAMESAKES,
  { ...NAMESAKES, title: "namesakes-experimental", legacyDecorators: true },
];
