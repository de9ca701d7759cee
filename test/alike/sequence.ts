import { Random } from "@lockwire/harness";

/** What a step does; one with `of` acts on the lock that an earlier step acquired. */
const OPERATIONS = {
  acquire: 8,
  tryAcquire: 6,
  start: 5,
  acquireAll: 2,
  withLock: 2,
  release: 8,
  releaseByToken: 3,
  resume: 4,
  forceRelease: 2,
  extend: 3,
  owned: 2,
  downgrade: 3,
  tryUpgrade: 3,
  peek: 6,
  abort: 1,
  lapse: 1,
  close: 1,
} as const;

export interface Step {
  readonly id: number;
  readonly operation: keyof typeof OPERATIONS;
  readonly client: number;
  /** The number of a name. */
  readonly name: number;
  readonly terms: Readonly<Record<string, unknown>>;
  /** The step that acquired the lock. */
  readonly of: number;
  /** Whether the token is read as soon as the lock is held, and later one is made up. */
  readonly flag: boolean;
}

/** A lease, `maxHold` or `minHold` that ends in a step `lapse`, and not before, in ms. */
export const SHORT = 700;
/** How many steps a sequence has. */
const [SHORTEST, LONGEST] = [4, 17];

/** The operations of three clients on two names, which a seed brings back. */
export function sequence(seed: number): Step[] {
  const random = new Random(seed);
  const chance = (probability: number) => random.chance(probability);
  const pick = <T>(...from: readonly T[]) => random.pick(from);
  const usual = pick({}, { mode: "shared" }, { limit: 2 });
  const acquired: number[] = [];

  const lease = () => ({
    ...(chance(0.2) ? { autoExtend: false, ttl: pick(SHORT, 20_000) } : {}),
    ...(chance(0.1) ? { maxHold: SHORT } : {}),
    ...(chance(0.05) ? { signal: AbortSignal.abort("cancelled") } : {}),
  });
  const terms = (operation: Step["operation"]) => {
    if (operation === "extend") return { ttl: pick(undefined, 5_000, 25_000, 90_000) };
    if (operation === "resume") return lease();
    const sharing = chance(0.7)
      ? usual
      : pick({}, { mode: "shared" }, { limit: 1 }, { limit: 2 }, { limit: 3 });
    const minHold = chance(0.1) ? { minHold: pick(SHORT, 15_000) } : {};
    if (operation === "tryAcquire") return { ...sharing, ...lease(), ...minHold };
    if (operation === "start") return { ...sharing, ...lease(), ...minHold, signal: undefined };
    const onTimeout = chance(0.3) ? { onTimeout: "null" } : {};
    return { ...sharing, ...lease(), ...minHold, ...onTimeout, blockingTimeout: pick(0, 150) };
  };

  return Array.from({ length: random.int(SHORTEST, LONGEST) }, (_, id) => {
    const operation = pick(...WEIGHTED);
    const of = chance(0.6) ? (acquired.at(-1) ?? -1) : pick(-1, ...acquired);
    if (ACQUIRING.has(operation)) acquired.push(id);
    const [client, name] = [pick(0, 1, 2), pick(0, 0, 1)];
    return { id, operation, client, name, terms: terms(operation), of, flag: chance(0.3) };
  });
}

const WEIGHTED = (Object.keys(OPERATIONS) as Step["operation"][]).flatMap((operation) =>
  Array.from({ length: OPERATIONS[operation] }, () => operation),
);
const ACQUIRING = new Set<Step["operation"]>(["acquire", "tryAcquire", "start", "resume"]);
