import type { Commands, Place } from "../command.js";
import { integer } from "../numbers.js";
import { ErrorReply, MapReply, OK, type Reply, Status } from "../reply.js";

export const CONNECTION: Commands = {
  PING: {
    arity: -1,
    flags: "",
    run: ([text], { session }) => {
      if (session.protocol === 2 && session.subscriptions > 0) return ["pong", text ?? ""];
      return text ?? new Status("PONG");
    },
  },
  ECHO: { arity: 2, flags: "", run: ([text = ""]) => text },
  SELECT: { arity: 2, flags: "", run: ([at = ""]) => select(at) },
  AUTH: { arity: -2, flags: "s", run: () => OK },
  HELLO: { arity: -1, flags: "s", run: hello },
  CLIENT: { arity: -2, flags: "s", run: client },
  QUIT: { arity: -1, flags: "s", run: () => OK },
  COMMAND: { arity: -1, flags: "", run: () => [] },
  READONLY: { arity: 1, flags: "s", run: () => OK },
};

function select(at: string): Reply {
  if (integer(at, "ERR invalid DB index") === 0) return OK;
  throw new ErrorReply("ERR DB index is out of range");
}

function hello([version]: readonly string[], { session }: Place): Reply {
  if (version !== undefined) {
    const protocol = integer(version, "ERR Protocol version is not an integer or out of range");
    if (protocol !== 2 && protocol !== 3)
      throw new ErrorReply("NOPROTO unsupported protocol version");
    session.protocol = protocol;
  }
  return new MapReply([
    ["server", "redis"],
    ["version", "7.0.15"],
    ["proto", session.protocol],
    ["id", session.id],
    ["mode", "standalone"],
    ["role", "master"],
    ["modules", []],
  ]);
}

function client([what = "", ...args]: readonly string[], { server, session }: Place): Reply {
  switch (what.toUpperCase()) {
    case "ID":
      return session.id;
    case "SETNAME":
      session.name = args[0] ?? "";
      return OK;
    case "GETNAME":
      return session.name === "" ? null : session.name;
    case "KILL":
      return server.killSessions(args);
    default:
      throw new ErrorReply(`ERR unknown subcommand '${what}'. Try CLIENT HELP.`);
  }
}
