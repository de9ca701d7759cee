import type { Commands } from "../command.js";
import { integer } from "../numbers.js";
import { ErrorReply } from "../reply.js";

export const SERVER: Commands = {
  TIME: {
    arity: 1,
    flags: "",
    run: (_args, { server }) => {
      const now = server.now;
      return [`${Math.floor(now / 1_000_000)}`, `${now % 1_000_000}`];
    },
  },
  INFO: {
    arity: -1,
    flags: "",
    run: (_args, { server }) =>
      `# Server\r\nredis_version:7.0.15\r\n# Persistence\r\nloading:${server.loading ? 1 : 0}\r\n# Replication\r\nrole:${server.readOnly ? "slave" : "master"}\r\n`,
  },
  ROLE: {
    arity: 1,
    flags: "",
    run: (_args, { server }) => [server.readOnly ? "slave" : "master", 0, []],
  },
  WAIT: {
    arity: 3,
    flags: "s",
    run: ([replicas = "", timeout = ""], { server, session }) => {
      if (server.readOnly) {
        throw new ErrorReply(
          "ERR WAIT cannot be used with replica instances. Please also note that writes to replicas are just local and are not propagated.",
        );
      }
      const wait = integer(timeout, "ERR timeout is not an integer or out of range");
      if (wait < 0) throw new ErrorReply("ERR timeout is negative");
      return server.waitFor(session, integer(replicas), wait);
    },
  },
};
