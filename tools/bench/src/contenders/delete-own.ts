import { createHash } from "node:crypto";

/** The delete that every recipe for a lock on Redis has: only if the token is still there. */
const SOURCE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;
/** The same, then a word on the lock's channel. */
const TELLING = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) return redis.call('PUBLISH', KEYS[1], '') end return 0`;

const script = (source: string) => ({
  source,
  sha: createHash("sha1").update(source).digest("hex"),
});

export const DELETE_OWN = script(SOURCE);
export const DELETE_OWN_AND_TELL = script(TELLING);
