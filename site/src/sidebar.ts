import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./repository.js";

interface Group {
  readonly text: string;
  readonly items: { readonly text: string; readonly link: string }[];
}

const page = (text: string, path: string) => ({ text, link: `/${path}` });
const doc = (text: string, name: string) => page(text, `docs/${name}.md`);

const GROUPS: Group[] = [
  {
    text: "Start",
    items: [
      page("Introduction", ""),
      doc("Why a lock", "why-a-lock"),
      doc("Choose a package", "choosing"),
      doc("A cron job on several hosts", "cron"),
      doc("Patterns", "patterns"),
      doc("FAQ", "faq"),
    ],
  },
  {
    text: "Guides",
    items: [
      doc("Bounded waits", "waiting"),
      doc("Renewal", "renewal"),
      doc("Loss", "loss"),
      doc("Fencing", "fencing"),
      doc("Several at once", "several-at-once"),
      doc("One leader of a fleet", "leader"),
      doc("Decorators", "synchronized"),
      doc("The command line", "command-line"),
      doc("Web Locks", "web-locks"),
      doc("Observability", "observability"),
      doc("Testing", "testing"),
      doc("Upgrading", "upgrading"),
      doc("Troubleshooting", "troubleshooting"),
    ],
  },
  {
    text: "Your stack",
    items: [
      doc("Express", "express"),
      doc("Fastify", "fastify"),
      doc("NestJS", "nestjs"),
      doc("Next.js", "nextjs"),
      doc("BullMQ", "bullmq"),
      doc("AWS Lambda", "aws-lambda"),
      doc("node-cron", "node-cron"),
      doc("Bun", "bun"),
      doc("Deno", "deno"),
      doc("Python", "python"),
      doc("Other libraries", "other-libraries"),
    ],
  },
  {
    text: "Redis",
    items: [
      doc("Your Redis client", "clients"),
      doc("Servers, hosting and runtimes", "servers"),
      doc("Cluster and Sentinel", "cluster-and-sentinel"),
      page("Security", "SECURITY.md"),
    ],
  },
  {
    text: "Other libraries",
    items: [
      doc("Comparison", "comparison"),
      doc("From redlock", "from-redlock"),
      doc("From redis-semaphore", "from-redis-semaphore"),
      doc("From node-redisson", "from-node-redisson"),
    ],
  },
  {
    text: "What it promises",
    items: [
      doc("Promises", "promises"),
      doc("Reliability", "reliability"),
      doc("Reliability log", "reliability-log"),
      doc("Performance", "performance"),
    ],
  },
  {
    text: "How it works",
    items: [
      page("Architecture", "ARCHITECTURE.md"),
      doc("Write a backend", "write-a-backend"),
      page("The model", "docs/model/README.md"),
      page("Examples", "examples/README.md"),
      page("Contributing", "CONTRIBUTING.md"),
      page("API reference", "api/README.md"),
    ],
  },
];

/** The groups, and whatever else docs/ has: a new page is found before somebody gives it a place. */
export function sidebar(): Group[] {
  const placed = new Set(GROUPS.flatMap(({ items }) => items.map(({ link }) => link)));
  const others = readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md") && !placed.has(`/docs/${name}`))
    .map((name) => doc(titleOf(name), name.replace(/\.md$/, "")));
  return others.length === 0 ? GROUPS : [...GROUPS, { text: "More", items: others }];
}

function titleOf(name: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(ROOT, "docs", name), "utf8")) ?? [];
  return title ?? name;
}
