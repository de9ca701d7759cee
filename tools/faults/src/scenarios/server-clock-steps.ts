import { DocumentedUser, type RedisServer } from "@lockwire/support";
import { VARIANTS, type Variant } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const TTL = 3_000;
/** In seconds. */
const STEPS = [60, -3_600];

const USERS: Record<Variant, string> = {
  pubsub: "lockwire-handoff",
  "pubsub-resp2": "lockwire-handoff",
  "pubsub-plain": "lockwire-plain",
  spin: "lockwire-spin",
};

/**
 * Redis keeps the moment at which a key ends. A step forward ends every lock, and the fence is left to protect the
 * resource; a step back makes the lock of a dead holder stand for longer, by the step.
 *
 * No server's clock can be moved from outside (libfaketime and jemalloc do not go together). So all that a step does is
 * done instead: every key's end is moved, and the scripts get the time from clocks that step, by a user without TIME. Those of
 * several holders need that permission.
 */
export const scenario: Scenario = {
  row: 27,
  title: "server clock steps",
  variants: VARIANTS,
  quick: true,
  promises: () => ({ M: false }),

  async run(stage) {
    const server = await stage.redis();
    const user = await DocumentedUser.read(USERS[stage.variant]);
    const url = await user.create(server, { without: "+time" });
    await server.admin().call("ACL", "SETUSER", user.name, "+client|info");
    const [holder, other] = await stage.pair({ url });
    const first = await holder.acquire("job", { ttl: TTL });
    const waiting = other.acquire("job", { ttl: TTL, blockingTimeout: 20_000 });
    await stage.history.noted("waiting", 1);
    await stage.lasting(stage.random.int(0, 500));
    const step = stage.random.pick(STEPS);
    for (const each of [holder, other]) await each.tell({ do: "step-clock", ms: step * 1_000 });
    await stepExpiries(server, step);

    if (step > 0) await stage.history.noted("lost", 1);
    const { ours } = await holder.release(first);
    stage.check("a release says whose the lock was", ours === step < 0, `${ours} after ${step} s`);
    const next = await waiting;
    stage.check("the waiter has the lock", next.held === true, next.message);
    const rises = (next.fence ?? 0) > (first.fence ?? 0);
    stage.check("the fence rises", rises, `${first.fence}, ${next.fence}`);
    stage.check("its release works", (await other.release(next)).ours === true);
    const last = await holder.acquire("job", { ttl: TTL, blockingTimeout: 10_000 });
    stage.check("the fence goes on rising", (last.fence ?? 0) > (next.fence ?? 0));
    stage.check("the lock can be extended", (await holder.extend(last)).held === true);
    await holder.release(last);
  },
};

/** What a key has left shrinks by what the clock leaps ahead. */
async function stepExpiries(server: RedisServer, seconds: number): Promise<void> {
  const script = `
    for _, key in ipairs(redis.call('KEYS', '*')) do
      local left = redis.call('PTTL', key)
      if left > 0 then redis.call('PEXPIRE', key, left - ARGV[1] * 1000) end
    end`;
  await server.admin().eval(script, 0, `${seconds}`);
}
