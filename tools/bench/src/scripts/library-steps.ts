import { prefixedLayout, type RedisLink, redisBackend } from "@lockwire/redis";
import { type Command, script } from "./command.js";

type Scripts = RedisLink["scripts"];
type Step = Parameters<Scripts["run"]>;

/** The steps of one uncontended cycle, as the library sends them. */
export interface LibrarySteps {
  readonly acquire: Step;
  readonly renew: Step;
  readonly release: Step;
}

/** Has the library itself say what it would send: there is no second copy of its keys and arguments here. */
export async function librarySteps(
  name: string,
  token: string,
  ttl: number,
): Promise<LibrarySteps> {
  const steps: Step[] = [];
  const scripts: Scripts = {
    run: (...step) => {
      steps.push(step);
      return Promise.resolve(steps.length === 1 ? Number.MAX_SAFE_INTEGER : 1);
    },
    check: () => undefined,
  };
  const backend = redisBackend(scripts, {
    layout: prefixedLayout(),
    announce: true,
    keyPrefix: "",
    confirmsTransfers: false,
    connection: { interruptions: 0 },
    report: () => undefined,
    lost: () => undefined,
    waitFor: () => ({ nextChance: () => Promise.resolve(), stop: () => undefined }),
    close: () => Promise.resolve(),
  });
  const contender = backend.contender({ name, token });
  await contender.tryAcquire(ttl, { enqueue: false });
  await contender.renew(ttl, { shorten: false });
  await contender.release();
  const [acquire, renew, release] = steps;
  if (!(acquire && renew && release)) throw new Error("the library sent fewer than three steps");
  return { acquire, renew, release };
}

export function alone([step, { keys, args }]: Step): Command {
  return script(step.source, keys, args);
}

/** The same step for many names, as the requests of one turn of the event loop leave. */
export function together(steps: readonly Step[]): Command {
  const [first] = steps;
  if (!first) throw new Error("nothing to send together");
  const keys = steps.flatMap(([, call]) => call.keys);
  const args = steps.flatMap(([, call]) => call.args);
  return script(first[0].batch.source, keys, [`${steps.length}`, ...args]);
}
