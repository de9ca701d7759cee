import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  /** What is awaited, for the error message. */
  readonly what: string;
  /** In milliseconds. @default 15_000 */
  readonly timeout?: number;
  /** Milliseconds between two looks. @default 15 */
  readonly every?: number;
}

type NotYet = false | 0 | "" | null | undefined;

/** Asks until the answer is truthy, and gives it; a rejection counts as "not yet". */
export async function waitUntil<T>(
  ask: () => T | NotYet | Promise<T | NotYet>,
  { what, timeout = 15_000, every = 15 }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeout;
  let problem: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      problem = error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${timeout} ms in vain for ${what}`, { cause: problem });
    }
    await sleep(every);
  }
}
