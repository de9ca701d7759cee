import type { Commands, Place } from "../command.js";
import { float, integer, scoreText } from "../numbers.js";
import { ErrorReply, type Reply, SYNTAX } from "../reply.js";
import { type Scored, SortedSet } from "../sorted-set.js";
import { between, betweenTexts, slicer } from "./ranges.js";
import { add } from "./sorted-set-add.js";
import { ranged } from "./sorted-set-range.js";

export const SORTED_SETS: Commands = {
  ZADD: { arity: -4, flags: "wm", run: add },
  ZINCRBY: {
    arity: 4,
    flags: "wm",
    run: ([key = "", by = "", member = ""], { server }) => {
      const more = float(by);
      const set = server.keys.sortedSet(key) ?? new SortedSet();
      const score = (set.score(member) ?? 0) + more;
      set.set(member, score);
      server.keys.set(key, set);
      return scoreText(score);
    },
  },
  ZREM: {
    arity: -3,
    flags: "w",
    run: ([key = "", ...members], { server }) => {
      const set = server.keys.sortedSet(key);
      const gone = set ? members.filter((member) => set.delete(member)).length : 0;
      if (set && gone > 0) server.keys.set(key, set);
      return gone;
    },
  },
  ZCARD: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => server.keys.sortedSet(key)?.size ?? 0,
  },
  ZCOUNT: {
    arity: 4,
    flags: "",
    run: ([key = "", least = "", most = ""], { server }) => {
      const isIn = between(least, most);
      return (server.keys.sortedSet(key)?.sorted ?? []).filter(isIn).length;
    },
  },
  ZSCORE: {
    arity: 3,
    flags: "",
    run: ([key = "", member = ""], { server }) => {
      const score = server.keys.sortedSet(key)?.score(member);
      return score === undefined ? null : scoreText(score);
    },
  },
  ZRANK: {
    arity: 3,
    flags: "",
    run: ([key = "", member = ""], { server }) => server.keys.sortedSet(key)?.rank(member) ?? null,
  },
  ZREVRANK: {
    arity: 3,
    flags: "",
    run: ([key = "", member = ""], { server }) => {
      const set = server.keys.sortedSet(key);
      const rank = set?.rank(member);
      return set && rank !== undefined ? set.size - 1 - rank : null;
    },
  },
  ZRANGE: { arity: -4, flags: "", run: (args, place) => ranged(args, place, {}) },
  ZREVRANGE: { arity: -4, flags: "", run: (args, place) => ranged(args, place, { reverse: true }) },
  ZRANGEBYSCORE: {
    arity: -4,
    flags: "",
    run: (args, place) => ranged(args, place, { by: "SCORE" }),
  },
  ZREVRANGEBYSCORE: {
    arity: -4,
    flags: "",
    run: (args, place) => ranged(args, place, { by: "SCORE", reverse: true }),
  },
  ZRANGEBYLEX: { arity: -4, flags: "", run: (args, place) => ranged(args, place, { by: "LEX" }) },
  ZPOPMIN: { arity: -2, flags: "w", run: (args, place) => pop(args, place, false) },
  ZPOPMAX: { arity: -2, flags: "w", run: (args, place) => pop(args, place, true) },
  ZREMRANGEBYSCORE: {
    arity: 4,
    flags: "w",
    run: ([key = "", least = "", most = ""], place) =>
      removeAll(key, place, filter(between(least, most))),
  },
  ZREMRANGEBYRANK: {
    arity: 4,
    flags: "w",
    run: ([key = "", from = "", to = ""], place) => removeAll(key, place, slicer(from, to)),
  },
  ZREMRANGEBYLEX: {
    arity: 4,
    flags: "w",
    run: ([key = "", least = "", most = ""], place) =>
      removeAll(key, place, filter(betweenTexts(least, most))),
  },
};

type Select = (all: readonly Scored[]) => readonly Scored[];

function filter(isIn: (each: Scored) => boolean): Select {
  return (all) => all.filter(isIn);
}

function pop(
  [key = "", count, ...more]: readonly string[],
  { server, protocol }: Place,
  last: boolean,
): Reply {
  if (more.length > 0) throw new ErrorReply(SYNTAX);
  const wanted =
    count === undefined ? 1 : integer(count, "ERR value is out of range, must be positive");
  if (wanted < 0) throw new ErrorReply("ERR value is out of range, must be positive");
  const set = server.keys.sortedSet(key);
  if (!set) return [];
  const popped = last ? [...set.sorted].reverse().slice(0, wanted) : set.sorted.slice(0, wanted);
  for (const { member } of popped) set.delete(member);
  if (popped.length > 0) server.keys.set(key, set);
  const pairs = popped.map(({ member, score }) => [member, scoreText(score)]);
  return protocol === 3 && count !== undefined ? pairs : pairs.flat();
}

function removeAll(key: string, { server }: Place, select: Select): Reply {
  const set = server.keys.sortedSet(key);
  const gone = [...select(set?.sorted ?? [])];
  for (const { member } of gone) set?.delete(member);
  if (set && gone.length > 0) server.keys.set(key, set);
  return gone.length;
}
