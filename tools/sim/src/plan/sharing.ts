import type { Random } from "@lockwire/harness";
import type { Oddity, Plan, Sharing, WorkerPlan } from "./plan.js";

/** How the names of a plan are used; `mixed`: as locks and with limits, which refuse each other. */
type Use = "exclusive" | "shared" | "limited" | "mixed";

const USES: readonly Use[] = [
  ...["exclusive", "exclusive", "exclusive", "exclusive"],
  ...["shared", "shared", "shared", "limited", "limited", "mixed"],
] as Use[];
const LIMITS = [[1], [2], [3], [5], [1, 2], [2, 4], [1, 3, 5]];
const CHANGES: readonly Oddity[] = ["downgrade", "upgrade"];

/** The same plan, with shared locks or limits in most seeds. */
export function withSharing(plan: Plan, random: Random, use = random.pick(USES)): Plan {
  if (use === "exclusive") return plan;
  const limits = random.pick(LIMITS);
  const changes = CHANGES.filter(() => use !== "limited" && random.chance(0.6));
  if (changes.length > 0 && random.chance(0.5)) changes.push("hasty");
  const workerOf = (worker: WorkerPlan): WorkerPlan => ({
    ...worker,
    ...sharingOf(random, use, limits),
    odd: { ...worker.odd, ...drawn(random, changes) },
  });
  return {
    ...plan,
    // Leases of several holders are judged by the server's clock, and need the permission to read it.
    faults: plan.faults.filter(({ kind }) => kind !== "no time"),
    processes: plan.processes.map((process) => ({
      ...process,
      workers: process.workers.map(workerOf),
    })),
  };
}

export function sharesIn({ processes }: Plan): boolean {
  return processes.some(({ workers }) => workers.some(({ sharing }) => sharing !== undefined));
}

function sharingOf(random: Random, use: Use, limits: readonly number[]): { sharing?: Sharing } {
  const limited = use === "limited" || (use === "mixed" && random.chance(0.5));
  if (limited) return { sharing: { mode: "limited", limit: random.pick(limits) } };
  return random.chance(0.6) ? { sharing: { mode: "shared" } } : {};
}

function drawn(random: Random, oddities: readonly Oddity[]): Partial<Record<Oddity, number>> {
  return Object.fromEntries(oddities.map((oddity) => [oddity, random.pick([0.1, 0.3, 0.8])]));
}
