import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { type Acquire, type Contender, PLACES, parseShared } from "./contender.js";
import { releasesOf } from "./releases-of.js";

const script = (source: string) => ({
  source,
  sha: createHash("sha1").update(source).digest("hex"),
});

/** Counters without an expiry: a holder that dies keeps its place for ever. */
const TAKE_PLACE = script(
  `if tonumber(redis.call('GET', KEYS[1]) or 0) >= ${PLACES} then return 0 end return redis.call('INCR', KEYS[1])`,
);
const LEAVE_PLACE = script(`redis.call('DECR', KEYS[1]) return redis.call('PUBLISH', KEYS[1], '')`);
/** Readers count up from 0, a writer is -1. */
const READ = script(
  `if tonumber(redis.call('GET', KEYS[1]) or 0) < 0 then return 0 end return redis.call('INCR', KEYS[1])`,
);
const WRITE = script(
  `if tonumber(redis.call('GET', KEYS[1]) or 0) ~= 0 then return 0 end redis.call('SET', KEYS[1], -1) return 1`,
);
const LEAVE = script(
  `local n = tonumber(redis.call('GET', KEYS[1])) n = n < 0 and 0 or n - 1 redis.call('SET', KEYS[1], n) if n == 0 then redis.call('PUBLISH', KEYS[1], '') end return n`,
);

type Script = ReturnType<typeof script>;

/** The least loop that waits on a channel: every release wakes every waiter, and the first that asks and fits has it. */
async function open(url: string, takeOf: (shared: boolean) => Script, leave: Script) {
  const redis = new Redis(url);
  const releases = releasesOf(url);
  for (const { source } of [takeOf(true), takeOf(false), leave]) await redis.script("LOAD", source);
  const acquire: Acquire = async (wanted) => {
    const { name, shared } = parseShared(wanted);
    const { sha } = takeOf(shared);
    const take = async () => Number(await redis.evalsha(sha, 1, name)) > 0;
    let taken = await take();
    if (!taken) await releases.listen(name);
    while (!taken) {
      const released = releases.next(name);
      taken = await take();
      if (!taken) await released;
    }
    return () => redis.evalsha(leave.sha, 1, name);
  };
  return acquire;
}

export const rawPlaces: Contender = {
  id: "raw-places",
  kind: "floor",
  waits: true,
  allows: "places",
  open: ({ url }) => open(url, () => TAKE_PLACE, LEAVE_PLACE),
};

export const rawSharers: Contender = {
  id: "raw-sharers",
  kind: "floor",
  waits: true,
  allows: "sharers",
  open: ({ url }) => open(url, (shared) => (shared ? READ : WRITE), LEAVE),
};
