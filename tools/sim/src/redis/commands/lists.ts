import type { Commands, Place } from "../command.js";
import { integer } from "../numbers.js";
import type { Reply } from "../reply.js";
import { slicer } from "./ranges.js";

export const LISTS: Commands = {
  LPUSH: {
    arity: -3,
    flags: "wm",
    run: (args, place) => push(args, place, (list, value) => list.unshift(value)),
  },
  RPUSH: {
    arity: -3,
    flags: "wm",
    run: (args, place) => push(args, place, (list, value) => list.push(value)),
  },
  LPOP: { arity: 2, flags: "w", run: (args, place) => pop(args, place, (list) => list.shift()) },
  RPOP: { arity: 2, flags: "w", run: (args, place) => pop(args, place, (list) => list.pop()) },
  LLEN: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => server.keys.list(key)?.length ?? 0,
  },
  LINDEX: {
    arity: 3,
    flags: "",
    run: ([key = "", at = ""], { server }) => {
      const list = server.keys.list(key);
      return list?.at(integer(at)) ?? null;
    },
  },
  LRANGE: {
    arity: 4,
    flags: "",
    run: ([key = "", from = "", to = ""], { server }) =>
      slicer(from, to)(server.keys.list(key) ?? []),
  },
  LREM: {
    arity: 4,
    flags: "w",
    run: ([key = "", count = "", value = ""], { server }) => {
      const list = server.keys.list(key);
      const wanted = integer(count);
      if (!list) return 0;
      let left = wanted === 0 ? list.length : Math.abs(wanted);
      const keep = (each: string) => !(each === value && left-- > 0);
      const kept = wanted < 0 ? list.reverse().filter(keep).reverse() : list.filter(keep);
      server.keys.set(key, kept);
      return list.length - kept.length;
    },
  },
};

function push(
  [key = "", ...values]: readonly string[],
  { server }: Place,
  add: (list: string[], value: string) => void,
): Reply {
  const list = server.keys.list(key) ?? [];
  for (const value of values) add(list, value);
  server.keys.set(key, list);
  return list.length;
}

function pop(
  [key = ""]: readonly string[],
  { server }: Place,
  take: (list: string[]) => string | undefined,
): Reply {
  const list = server.keys.list(key);
  const value = list && take(list);
  if (list) server.keys.set(key, list);
  return value ?? null;
}
