import { Random } from "@lockwire/harness";
import { FAULTS } from "../faults/index.js";
import type { FaultPlan, Oddity, Plan, ProcessPlan, Variant, WorkerPlan } from "./plan.js";
import { withSharing } from "./sharing.js";
import type { Theme } from "./themes.js";

const ODDITIES: readonly Oddity[] = [
  "try",
  "abort",
  "extend",
  "by-token",
  "again",
  "forget",
  "force",
  "block",
  "peek",
];

/**
 * The plan of a seed. Each seed switches a random set of all that can differ on (swarm testing: Groce et al., ISSTA 2012),
 * so that what hides behind something else is seen by the seeds that leave that out.
 *
 * @param theme what to draw more often than that.
 */
export function generate(seed: number, theme?: Theme): Plan {
  const random = new Random(seed);
  const names = random.chance(0.7) ? 1 : random.int(2, 3);
  const style = { ...styleOf(random), ...theme };
  const processes = Array.from({ length: random.int(1, 4) }, () => processOf(random, names, style));
  const duration = Math.round(
    Math.min(random.spread(style.lasts, 60_000), busyFor(processes, theme?.turns)),
  );
  const drawn = [...FAULTS].flatMap(([kind, { onRequest }]) =>
    !onRequest && random.chance(style.faulty) ? [kind] : [],
  );
  const kinds = theme?.faults ?? drawn;
  const plan = {
    seed,
    duration,
    names,
    delay: delayOf(random),
    processes,
    faults: faultsOf(random, kinds, duration, processes.length),
  };
  return withSharing(plan, random, theme?.sharing);
}

/** How many turns the workers of a plan may take, about. */
const TURNS = 500;

/** Where much happens in a second, fewer seconds do: what counts is how many different runs there are. */
function busyFor(processes: readonly ProcessPlan[], turns = TURNS): number {
  const workers = processes.flatMap((process) => process.workers);
  return turns / workers.reduce((sum, { hold, rest }) => sum + 4 / (hold + rest), 0);
}

/** What the workers and processes of one plan have in common. */
interface Style {
  readonly variants: readonly Variant[];
  readonly protocols: readonly (2 | 3)[];
  readonly odd: readonly Oddity[];
  readonly often: readonly number[];
  readonly ttls: readonly number[];
  readonly faulty: number;
  readonly workers: readonly number[];
  readonly process?: Partial<ProcessPlan>;
  readonly steady?: boolean;
  /** How long locks are held, in ms at most, and half of the longest rest. */
  readonly busy: number;
  /** The shortest of their longest holds, in ms. */
  readonly holds: number;
  /** How long the workers work at least, in ms. */
  readonly lasts: number;
}

function styleOf(random: Random): Style {
  const variants: readonly Variant[] = random.chance(0.65)
    ? ["handoff"]
    : random.pick([["plain"], ["spin"], ["handoff", "plain"], ["handoff", "plain", "spin"]]);
  return {
    variants,
    protocols: random.pick([[2], [3], [2, 3]]),
    odd: ODDITIES.filter(() => random.chance(0.3)),
    often: [0.02, 0.1, 0.3],
    ttls: random.pick([[30_000], [1_000], [200], [10, 50], [3_000, 30_000], [100, 1_000, 10_000]]),
    faulty: random.pick([0, 0.05, 0.1, 0.1, 0.2, 0.4]),
    busy: random.pick([1, 10, 100, 1_000]),
    holds: 1,
    lasts: 2_000,
    workers: [1, 1, 1, 2, 2, 3, 6],
  };
}

function processOf(random: Random, names: number, style: Style): ProcessPlan {
  const variant = random.pick(style.variants);
  const workers = random.pick(style.workers);
  return {
    variant,
    protocol: random.pick(style.protocols),
    own: random.chance(0.5),
    ...(random.chance(0.2) ? { commandTimeout: random.pick([50, 500, 5_000]) } : {}),
    ...(random.chance(0.2) ? { safetyPoll: random.pick([100, 1_000, 20_000]) } : {}),
    ...(random.chance(0.5) ? { localHandoffs: random.pick([0, 1, 2, 5]) } : {}),
    ...(random.chance(0.3) ? { announce: true } : {}),
    pace: random.chance(0.9) ? [2, 60] : [100, 5_000],
    ...style.process,
    workers: Array.from({ length: workers }, () => workerOf(random, names, style)),
  };
}

/** How long a steady worker waits for a lock, in ms. */
const STEADY_WAIT = 60_000;

function workerOf(random: Random, names: number, style: Style): WorkerPlan {
  const ttl = random.pick(style.ttls);
  const holds = random.chance(0.8) ? Math.min(ttl, style.busy) : ttl * 2;
  const plan: WorkerPlan = {
    names: random.chance(0.8) ? [0] : Array.from({ length: names }, (_, at) => at),
    ttl,
    blockingTimeout: random.pick([0, 20, 500, 5_000, 10_000, 10_000, 60_000]),
    autoExtend: random.chance(0.8),
    ...(random.chance(0.15) ? { maxHold: Math.max(10, Math.round(random.spread(10, 5_000))) } : {}),
    hold: Math.round(random.spread(style.holds, Math.max(holds, 2))),
    rest: Math.round(random.spread(1, style.busy * 2)),
    turns: 1_000_000,
    odd: Object.fromEntries(style.odd.map((oddity) => [oddity, random.pick(style.often)])),
  };
  if (!style.steady) return plan;
  const { maxHold: _, ...steady } = plan;
  return { ...steady, autoExtend: true, blockingTimeout: STEADY_WAIT };
}

function delayOf(random: Random) {
  const least = Math.round(random.spread(1, 500));
  return {
    least,
    most: least + Math.round(random.spread(1, 2_000)),
    rare: Math.round(random.spread(1_000, 3_000_000)),
    rarely: random.pick([0, 0.001, 0.01]),
  };
}

function faultsOf(
  random: Random,
  kinds: readonly string[],
  duration: number,
  processes: number,
): FaultPlan[] {
  if (kinds.length === 0) return [];
  const count = Math.round(random.spread(1, 30));
  const faults = Array.from({ length: count }, () =>
    faultOf(random, random.pick(kinds), duration, processes),
  );
  return faults.sort((one, other) => one.at - other.at);
}

function faultOf(random: Random, kind: string, duration: number, processes: number): FaultPlan {
  const fault = FAULTS.get(kind);
  if (!fault) throw new RangeError(`there is no fault "${kind}"`);
  const [shortest, longest] = fault.lasts;
  const [smallest, largest] = fault.sizes;
  const size = largest === 0 ? 0 : random.spread(1, largest);
  return {
    kind,
    at: Math.round(random.fraction() * duration * 1_000) / 1_000,
    for: longest === 0 ? 0 : Math.round(random.spread(Math.max(shortest, 1), longest)),
    process: random.int(0, processes - 1),
    size: Math.round(smallest < 0 && random.chance(0.5) ? -size : size),
    dice: random.int(0, 2 ** 30),
  };
}
