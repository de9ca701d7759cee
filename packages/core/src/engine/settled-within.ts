import { sleep } from "./sleep.js";

/** Settles like the work, or resolves after `ms` when the work is not done by then. */
export async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  const limit = new AbortController();
  try {
    await Promise.race([work, sleep(ms, limit.signal)]);
  } finally {
    limit.abort();
  }
}
