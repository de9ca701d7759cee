import type { Commands, Place } from "../command.js";
import { digestOf } from "../digest.js";
import { integer } from "../numbers.js";
import { ErrorReply, OK, type Reply } from "../reply.js";

const NO_SCRIPT = "NOSCRIPT No matching script. Please use EVAL.";

export const SCRIPTING: Commands = {
  EVAL: {
    arity: -3,
    flags: "s",
    run: ([source = "", ...words], place) => run(learn(source, place), words, place),
  },
  EVALSHA: {
    arity: -3,
    flags: "s",
    run: ([sha = "", ...words], place) => run(sha.toLowerCase(), words, place),
  },
  EVAL_RO: {
    arity: -3,
    flags: "s",
    run: ([source = "", ...words], place) => run(learn(source, place), words, place),
  },
  EVALSHA_RO: {
    arity: -3,
    flags: "s",
    run: ([sha = "", ...words], place) => run(sha.toLowerCase(), words, place),
  },
  SCRIPT: { arity: -2, flags: "s", run: script },
};

function learn(source: string, { server }: Place): string {
  const sha = digestOf(source);
  server.scripts.set(sha, source);
  return sha;
}

function run(sha: string, [count = "", ...words]: readonly string[], place: Place): Reply {
  const keys = integer(count);
  if (keys > words.length) {
    throw new ErrorReply("ERR Number of keys can't be greater than number of args");
  }
  if (keys < 0) throw new ErrorReply("ERR Number of keys can't be negative");
  const source = place.server.scripts.get(sha);
  if (source === undefined) throw new ErrorReply(NO_SCRIPT);
  return place.server.lua.run(source, sha, words.slice(0, keys), words.slice(keys), place);
}

function script([what = "", ...args]: readonly string[], place: Place): Reply {
  const { scripts } = place.server;
  switch (what.toUpperCase()) {
    case "LOAD":
      return learn(args[0] ?? "", place);
    case "EXISTS":
      return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0));
    case "FLUSH":
      scripts.clear();
      return OK;
    case "KILL":
      throw new ErrorReply("NOTBUSY No scripts in execution right now.");
    default:
      throw new ErrorReply(`ERR unknown subcommand '${what}'. Try SCRIPT HELP.`);
  }
}
