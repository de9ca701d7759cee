import type { Commands, Place } from "../command.js";
import { whole } from "../numbers.js";
import { ErrorReply, OK, type Reply, SYNTAX } from "../reply.js";
import { expiryOf } from "./expiry.js";

export const STRINGS: Commands = {
  GET: { arity: 2, flags: "", run: ([key = ""], { server }) => server.keys.string(key) ?? null },
  SET: { arity: -3, flags: "wm", run: (args, place) => set(args, place) },
  SETNX: {
    arity: 3,
    flags: "wm",
    run: ([key = "", value = ""], { server }) => {
      if (server.keys.get(key)) return 0;
      server.keys.replace(key, value, undefined);
      return 1;
    },
  },
  PSETEX: {
    arity: 4,
    flags: "wm",
    run: ([key = "", ms = "", value = ""], place) => set([key, value, "PX", ms], place, "psetex"),
  },
  SETEX: {
    arity: 4,
    flags: "wm",
    run: ([key = "", seconds = "", value = ""], place) =>
      set([key, value, "EX", seconds], place, "setex"),
  },
  GETSET: {
    arity: 3,
    flags: "wm",
    run: ([key = "", value = ""], { server }) => {
      const before = server.keys.string(key) ?? null;
      server.keys.replace(key, value, undefined);
      return before;
    },
  },
  GETDEL: {
    arity: 2,
    flags: "w",
    run: ([key = ""], { server }) => {
      const before = server.keys.string(key) ?? null;
      server.keys.delete(key);
      return before;
    },
  },
  MGET: {
    arity: -2,
    flags: "",
    run: (keys, { server }) =>
      keys.map((key) => {
        const value = server.keys.get(key)?.value;
        return typeof value === "string" ? value : null;
      }),
  },
  STRLEN: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => (server.keys.string(key) ?? "").length,
  },
  APPEND: {
    arity: 3,
    flags: "wm",
    run: ([key = "", more = ""], { server }) => {
      const value = (server.keys.string(key) ?? "") + more;
      server.keys.set(key, value);
      return value.length;
    },
  },
  INCR: { arity: 2, flags: "wm", run: ([key = ""], place) => increase(key, 1n, place) },
  DECR: { arity: 2, flags: "wm", run: ([key = ""], place) => increase(key, -1n, place) },
  INCRBY: {
    arity: 3,
    flags: "wm",
    run: ([key = "", by = ""], place) => increase(key, whole(by), place),
  },
  DECRBY: {
    arity: 3,
    flags: "wm",
    run: ([key = "", by = ""], place) => increase(key, -whole(by), place),
  },
};

interface SetOptions {
  when?: string;
  get?: boolean;
  keep?: boolean;
  expiry?: readonly [string, string];
}

function set(
  [key = "", value = "", ...words]: readonly string[],
  { server }: Place,
  name = "set",
): Reply {
  const { when, get = false, keep = false, expiry } = optionsOf(words);
  const expireAt = expiry ? expiryOf(expiry[0], expiry[1], name, server.time) : undefined;
  const before = get ? (server.keys.string(key) ?? null) : null;
  const there = server.keys.get(key) !== undefined;
  if ((when === "NX" && there) || (when === "XX" && !there)) return get ? before : null;
  if (keep) server.keys.set(key, value);
  else server.keys.replace(key, value, undefined);
  if (expireAt !== undefined) server.keys.expire(key, expireAt);
  return get ? before : OK;
}

function optionsOf(words: readonly string[]): SetOptions {
  const options: SetOptions = {};
  for (let at = 0; at < words.length; at++) {
    const word = `${words[at]}`.toUpperCase();
    const next = words[at + 1];
    if ((word === "NX" || word === "XX") && !options.when) options.when = word;
    else if (word === "GET") options.get = true;
    else if (word === "KEEPTTL" && !options.expiry) options.keep = true;
    else if (isExpiry(word) && next !== undefined && !options.expiry && !options.keep) {
      options.expiry = [word, next];
      at += 1;
    } else throw new ErrorReply(SYNTAX);
  }
  return options;
}

function isExpiry(word: string): boolean {
  return word === "EX" || word === "PX" || word === "EXAT" || word === "PXAT";
}

function increase(key: string, by: bigint, { server }: Place): Reply {
  const value = whole(server.keys.string(key) ?? "0") + by;
  if (BigInt.asIntN(64, value) !== value) {
    throw new ErrorReply("ERR increment or decrement would overflow");
  }
  server.keys.set(key, `${value}`);
  return Number(value);
}
