import { type AcquireOptions, LockBackendError, type LockClient } from "@lockwire/core";
import { type Mode, SAFETY_POLL } from "./modes.js";

/** No call of the walk is to last longer, in ms: the longest wait, the longest command, and a busy machine. */
const BOUND = 8_000;
const TERMS = { ttl: 1_500, autoExtend: false, blockingTimeout: 3_000 };

/** What a walk through all that a client does has met. */
export interface Findings {
  /** The operations that failed with a typed error, and `degraded` where wake-ups were declared to be polled. */
  readonly signs: readonly string[];
  /** How many held the lock at once, at most. */
  readonly holders: number;
  /** How many of two contenders had it. */
  readonly served: number;
}

/** Two contenders for one lock, on clients of their own, and whatever else a client offers. */
export async function walk(
  { open }: Mode,
  url: string,
  name: string,
  sharing: AcquireOptions = {},
): Promise<Findings> {
  const signs = new Set<string>();
  const clients = [0, 1].map(() => {
    const client = open(url, { safetyPoll: SAFETY_POLL });
    client.on("degraded", ({ reason }) => {
      // A busy machine is slow to confirm; a missing permission is a refusal.
      if (!reason.includes("not confirmed yet")) signs.add("degraded");
    });
    client.on("error", ({ error }) => signs.add(operationOf(error)));
    return client;
  });
  let now = 0;
  let holders = 0;
  let served = 0;

  const ask = async <T>(operation: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await within(operation());
    } catch (error) {
      signs.add(operationOf(error));
      return undefined;
    }
  };
  const contend = async (client: LockClient) => {
    const lock = await ask(() => client.acquire(name, { ...TERMS, ...sharing }));
    if (!lock) return;
    served += 1;
    now += 1;
    holders = Math.max(holders, now);
    lock.signal.addEventListener("abort", () => {
      now -= 1;
    });
    await ask(() => lock.extend());
    await ask(() => client.peek(name));
    // Long enough for the other to have looked for itself, and to have checked its connection.
    await new Promise((resolve) => setTimeout(resolve, 4 * SAFETY_POLL));
    if (!lock.signal.aborted) now -= 1;
    await ask(() => lock.release());
  };

  await Promise.all(clients.map(contend));
  const [first] = clients;
  await ask(async () => first?.acquire(name, { ...TERMS, ...sharing }));
  await ask(async () => first?.forceRelease(name));
  await ask(async () => first?.peek(name));
  for (const client of clients) await within(client.close());
  return { signs: [...signs], holders, served };
}

/** Anything but a typed error that names its operation fails the walk. */
function operationOf(error: unknown): string {
  if (error instanceof LockBackendError && error.code === "LOCK_BACKEND") return error.operation;
  throw new Error("not a typed error", { cause: error });
}

async function within<T>(operation: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${BOUND} ms`)), BOUND);
  });
  return Promise.race([operation, hang]).finally(() => clearTimeout(timer));
}
