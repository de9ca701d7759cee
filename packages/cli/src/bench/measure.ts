/** The result of a measurement, in ms. */
export interface Figures {
  readonly count: number;
  readonly median: number;
  readonly p99: number;
  /** One after the other. */
  readonly perSecond: number;
}

/** How many the first ones are, which are slower: code is compiled, connections and subscriptions open. */
const WARM_UP = 20;

/**
 * Repeats an operation for some ms, and summarises the times that it returns.
 *
 * @throws the reason of `signal`, between two operations.
 */
export async function measure(
  time: number,
  operation: () => Promise<number>,
  signal: AbortSignal,
): Promise<Figures> {
  const once = () => {
    signal.throwIfAborted();
    return operation();
  };
  for (let round = 0; round < WARM_UP; round++) await once();
  const times: number[] = [];
  const end = performance.now() + time;
  do times.push(await once());
  while (performance.now() < end);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const sum = times.reduce((total, one) => total + one, 0);
  return {
    count: times.length,
    median: round(at(0.5)),
    p99: round(at(0.99)),
    perSecond: Math.round((1_000 * times.length) / sum),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
