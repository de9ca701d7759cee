import type { Commands } from "../command.js";
import { isGlobMatch } from "../glob.js";
import type { Value } from "../keyspace.js";
import { OK, Status } from "../reply.js";
import { SortedSet } from "../sorted-set.js";

export const KEYS: Commands = {
  DEL: {
    arity: -2,
    flags: "w",
    run: (keys, { server }) => keys.filter((key) => server.keys.delete(key)).length,
  },
  UNLINK: {
    arity: -2,
    flags: "w",
    run: (keys, { server }) => keys.filter((key) => server.keys.delete(key)).length,
  },
  EXISTS: {
    arity: -2,
    flags: "",
    run: (keys, { server }) => keys.filter((key) => server.keys.get(key)).length,
  },
  TYPE: {
    arity: 2,
    flags: "",
    run: ([key = ""], { server }) => new Status(typeOf(server.keys.get(key)?.value)),
  },
  KEYS: {
    arity: 2,
    flags: "",
    run: ([pattern = ""], { server }) =>
      server.keys.names().filter((name) => isGlobMatch(pattern, name)),
  },
  DBSIZE: { arity: 1, flags: "", run: (_args, { server }) => server.keys.names().length },
  RENAME: {
    arity: 3,
    flags: "w",
    run: ([from = "", to = ""], { server }) => {
      const kept = server.keys.copyOf(from);
      if (!kept) return 0;
      server.keys.delete(from);
      server.keys.replace(to, kept.value, kept.expireAt);
      return OK;
    },
  },
  FLUSHALL: {
    arity: -1,
    flags: "w",
    run: (_args, { server }) => {
      for (const name of server.keys.names()) server.keys.delete(name);
      return OK;
    },
  },
};

function typeOf(value: Value | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return "string";
  if (value instanceof SortedSet) return "zset";
  return Array.isArray(value) ? "list" : "hash";
}
