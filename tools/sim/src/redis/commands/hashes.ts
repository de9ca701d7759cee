import type { Commands, Place } from "../command.js";
import { integer } from "../numbers.js";
import { ErrorReply, OK, type Reply } from "../reply.js";

export const HASHES: Commands = {
  HSET: { arity: -4, flags: "wm", run: (args, place) => set(args, place, "hset") },
  HMSET: {
    arity: -4,
    flags: "wm",
    run: (args, place) => {
      set(args, place, "hmset");
      return OK;
    },
  },
  HSETNX: {
    arity: 4,
    flags: "wm",
    run: ([key = "", field = "", value = ""], place) =>
      place.server.keys.hash(key)?.has(field) ? 0 : set([key, field, value], place, "hsetnx"),
  },
  HGET: {
    arity: 3,
    flags: "",
    run: ([key = "", field = ""], { server }) => server.keys.hash(key)?.get(field) ?? null,
  },
  HMGET: {
    arity: -3,
    flags: "",
    run: ([key = "", ...fields], { server }) => {
      const hash = server.keys.hash(key);
      return fields.map((field) => hash?.get(field) ?? null);
    },
  },
  HEXISTS: {
    arity: 3,
    flags: "",
    run: ([key = "", field = ""], { server }) => (server.keys.hash(key)?.has(field) ? 1 : 0),
  },
  HLEN: { arity: 2, flags: "", run: ([key = ""], { server }) => server.keys.hash(key)?.size ?? 0 },
  HKEYS: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => [...(server.keys.hash(key)?.keys() ?? [])],
  },
  HVALS: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => [...(server.keys.hash(key)?.values() ?? [])],
  },
  HGETALL: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => [...(server.keys.hash(key) ?? [])].flat(),
  },
  HDEL: {
    arity: -3,
    flags: "w",
    run: ([key = "", ...fields], { server }) => {
      const hash = server.keys.hash(key);
      const gone = hash ? fields.filter((field) => hash.delete(field)).length : 0;
      if (hash && gone > 0) server.keys.set(key, hash);
      return gone;
    },
  },
  HINCRBY: {
    arity: 4,
    flags: "wm",
    run: ([key = "", field = "", by = ""], place) => {
      const more = integer(by);
      const before = place.server.keys.hash(key)?.get(field) ?? "0";
      const value = integer(before, "ERR hash value is not an integer") + more;
      set([key, field, `${value}`], place, "hincrby");
      return value;
    },
  },
};

function set([key = "", ...pairs]: readonly string[], { server }: Place, name: string): Reply {
  if (pairs.length % 2 !== 0) {
    throw new ErrorReply(`ERR wrong number of arguments for '${name}' command`);
  }
  const hash = server.keys.hash(key) ?? new Map<string, string>();
  const before = hash.size;
  for (let at = 0; at < pairs.length; at += 2) hash.set(`${pairs[at]}`, `${pairs[at + 1]}`);
  server.keys.set(key, hash);
  return hash.size - before;
}
