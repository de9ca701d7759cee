import type { Random } from "@lockwire/harness";

const KEYS = ["k1", "k2", "k3", "k4"];
const MEMBERS = ["a", "b", "c", "aa", "- 300 t1", "\u00e9", ""];
const NUMBERS = [
  "0",
  "1",
  "2",
  "-1",
  "5",
  "10",
  "1.5",
  "-3",
  "1700000000000000",
  "9007199254740993",
  "x",
  " 1",
  "01",
  "inf",
  "1e3",
];
const BOUNDS = ["-inf", "+inf", "0", "1", "(1", "5", "(5", "-1", "10", "x"];

type Word = (random: Random) => string | readonly string[];

const key: Word = (random) => random.pick(KEYS);
const member: Word = (random) => random.pick(MEMBERS);
const number: Word = (random) => random.pick(NUMBERS);
const bound: Word = (random) => random.pick(BOUNDS);
const place: Word = (random) => random.pick(["0", "1", "-1", "-2", "2", "10"]);
let ttls = 0;
/** Seconds apart from all others, in no order: which of two ends later must not depend on the ms in which they are sent. */
const ttl: Word = (random) => {
  ttls += 1;
  const apart = `${100_000 + 1_000 * ((ttls * 7_919) % 5_003)}`;
  return random.pick([apart, apart, apart, apart, "0", "-5", "x"]);
};
const some =
  (...words: readonly (string | readonly string[])[]): Word =>
  (random) =>
    random.pick(words);

const SET_OPTIONS = some(
  [],
  [],
  "NX",
  "XX",
  "GET",
  "KEEPTTL",
  ["PX", "100000"],
  ["NX", "PX", "200000"],
  ["KEEPTTL", "GET"],
  ["NX", "GET"],
  ["PX", "0"],
  ["PX"],
  ["EX", "100"],
  ["XX", "GET", "PX", "300000"],
  ["NX", "XX"],
  ["PXAT", "99999999999999"],
  "FOO",
);
const RANGE_OPTIONS = some(
  [],
  [],
  "WITHSCORES",
  ["REV"],
  ["REV", "WITHSCORES"],
  ["LIMIT", "0", "1"],
);
const SCORE_OPTIONS = some(
  [],
  "WITHSCORES",
  ["LIMIT", "0", "1"],
  ["LIMIT", "1", "2", "WITHSCORES"],
  ["LIMIT", "0", "-1"],
);

/** What a random command is put together from. */
const TEMPLATES: readonly (readonly (string | Word)[])[] = [
  ["GET", key],
  ["SET", key, number, SET_OPTIONS],
  ["SET", key, member, SET_OPTIONS],
  ["SETNX", key, number],
  ["PSETEX", key, ttl, number],
  ["GETSET", key, number],
  ["GETDEL", key],
  ["MGET", key, key],
  ["STRLEN", key],
  ["APPEND", key, number],
  ["INCR", key],
  ["DECR", key],
  ["INCRBY", key, number],
  ["DECRBY", key, number],
  ["DEL", key],
  ["DEL", key, key],
  ["UNLINK", key],
  ["EXISTS", key, key],
  ["TYPE", key],
  [
    "PEXPIRE",
    key,
    ttl,
    some([], [], "GT", "LT", "NX", "XX", ["GT", "XX"], ["GT", "LT"], ["NX", "XX"], "FOO"),
  ],
  ["EXPIRE", key, some("100", "500")],
  ["PEXPIREAT", key, some("99999999999999", "1")],
  ["PTTL", key],
  ["TTL", key],
  ["PEXPIRETIME", key],
  ["PERSIST", key],
  [
    "ZADD",
    key,
    some([], [], "NX", "XX", "GT", "LT", "CH", ["CH", "XX"], ["NX", "XX"], ["GT", "NX"], "INCR", [
      "NX",
      "INCR",
    ]),
    number,
    member,
  ],
  ["ZADD", key, number, member, number, member],
  ["ZINCRBY", key, number, member],
  ["ZREM", key, member, member],
  ["ZCARD", key],
  ["ZCOUNT", key, bound, bound],
  ["ZSCORE", key, member],
  ["ZRANK", key, member],
  ["ZREVRANK", key, member],
  ["ZRANGE", key, place, place, RANGE_OPTIONS],
  ["ZRANGE", key, bound, bound, "BYSCORE", SCORE_OPTIONS],
  ["ZRANGE", key, bound, bound, "BYSCORE", "REV", SCORE_OPTIONS],
  ["ZREVRANGE", key, place, place],
  ["ZRANGEBYSCORE", key, bound, bound, SCORE_OPTIONS],
  ["ZREVRANGEBYSCORE", key, bound, bound],
  ["ZRANGEBYLEX", key, some("-", "[a", "(a"), some("+", "[b", "(b")],
  ["ZPOPMIN", key],
  ["ZPOPMIN", key, some("0", "1", "2")],
  ["ZPOPMAX", key],
  ["ZREMRANGEBYSCORE", key, bound, bound],
  ["ZREMRANGEBYRANK", key, place, place],
  ["HSET", key, member, number],
  ["HSETNX", key, member, number],
  ["HGET", key, member],
  ["HMGET", key, member, member],
  ["HEXISTS", key, member],
  ["HLEN", key],
  ["HGETALL", key],
  ["HDEL", key, member],
  ["HINCRBY", key, member, number],
  ["LPUSH", key, member],
  ["RPUSH", key, member, member],
  ["LPOP", key],
  ["RPOP", key],
  ["LLEN", key],
  ["LINDEX", key, place],
  ["LRANGE", key, place, place],
  ["LREM", key, place, member],
  ["PUBLISH", member, number],
  ["PUBSUB", "NUMSUB", member],
  ["PUBSUB", "NUMPAT"],
  ["PING"],
  ["FOO", member],
  ["GET"],
  ["GET", key, key],
];

/** How a script hands a command on; ARGV has its words. */
const WRAPPERS: readonly string[] = [
  "return redis.call(unpack(ARGV))",
  "return redis.pcall(unpack(ARGV))",
  "local r = redis.pcall(unpack(ARGV)) if type(r) == 'table' and r.err then return 'failed: ' .. r.err end return {type(r), r}",
  "local ok, r = pcall(redis.call, unpack(ARGV)) if ok then return {1, r} end return {0, type(r) == 'table' and r.err or r}",
  "redis.call('SET', 'k1', 'before') local r = redis.call(unpack(ARGV)) redis.call('SET', 'k1', 'after') return r",
];

export function randomCommand(random: Random): string[] {
  const template = random.pick(TEMPLATES);
  const words = template.flatMap((word) => (typeof word === "string" ? [word] : word(random)));
  if (random.chance(0.5)) return words;
  return ["EVAL", random.pick(WRAPPERS), "0", ...words];
}
