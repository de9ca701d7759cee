import { setTimeout as sleep } from "node:timers/promises";
import { conformance } from "@lockwire/core/testing";
import type { Client } from "./client.js";
import type { Outcome } from "./outcome.js";

interface Case {
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** So many tests at a time: they wait more than they compute, and each has names of its own. */
const AT_A_TIME = 4;
/** In ms. A test takes two seconds at most. */
const TEST_TIMEOUT = 30_000;
/** For a machine that is busy: a test that fails for that reason passes when it is run alone. */
const SECOND_TRY = 1;

/** Runs the conformance suite on a client, with no test runner, so that it is the same on every runtime. */
export async function runSuite(client: Client, url: string): Promise<Outcome> {
  const { connect, close } = await client.open(url);
  const cases: Case[] = [];
  const topics: string[] = [];
  conformance(
    {
      describe(topic, register) {
        topics.push(topic);
        register();
        topics.pop();
      },
      test: (title, body) => cases.push({ title: [...topics, title].join(" > "), body }),
    },
    { sharing: true, minHold: true, resume: true, connect },
  );
  const strays: string[] = [];
  const onStray = (reason: unknown) => void strays.push(`unhandled: ${reason}`);
  process.on("unhandledRejection", onStray);
  const failed = await failuresOf(cases, AT_A_TIME);
  // A test that fails leaves rejections behind that nobody waits for any more.
  const unhandled = failed.length === 0 ? strays : [];
  const again = await failuresOf(
    failed.map(({ failing }) => failing),
    SECOND_TRY,
  );
  close();
  const failures = again.map(({ failing, reason }) => `${failing.title}: ${reason}`);
  return { passed: cases.length - again.length, failures: [...failures, ...unhandled] };
}

interface Failed {
  readonly failing: Case;
  readonly reason: string;
}

/** Rejects where a test hangs. */
async function bounded(test: Promise<void>): Promise<void> {
  const cancel = new AbortController();
  const late = sleep(TEST_TIMEOUT, undefined, cancel).then(() => {
    throw new Error(`did not end within ${TEST_TIMEOUT} ms`);
  });
  try {
    await Promise.race([test, late]);
  } finally {
    cancel.abort();
    late.catch(() => undefined);
  }
}

async function failuresOf(cases: readonly Case[], atATime: number): Promise<Failed[]> {
  const waiting = [...cases];
  const failed: Failed[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await bounded(next.body());
      } catch (error) {
        failed.push({ failing: next, reason: String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return failed;
}
