import type { Command, Commands, Place } from "../command.js";
import { isGlobMatch } from "../glob.js";
import { join, leave } from "../pub-sub.js";
import { ErrorReply, type Reply } from "../reply.js";
import { encodePush } from "../resp.js";
import type { Session } from "../session.js";

type Kind = "channels" | "patterns" | "shardChannels";

export const PUB_SUB: Commands = {
  PUBLISH: {
    arity: 3,
    flags: "",
    run: ([channel = "", message = ""], { server }) => server.pubSub.publish(channel, message),
  },
  SPUBLISH: {
    arity: 3,
    flags: "",
    run: ([channel = "", message = ""], { server }) =>
      server.pubSub.publishSharded(channel, message),
  },
  SUBSCRIBE: joins("subscribe", "channels"),
  PSUBSCRIBE: joins("psubscribe", "patterns"),
  SSUBSCRIBE: joins("ssubscribe", "shardChannels"),
  UNSUBSCRIBE: leaves("unsubscribe", "channels"),
  PUNSUBSCRIBE: leaves("punsubscribe", "patterns"),
  SUNSUBSCRIBE: leaves("sunsubscribe", "shardChannels"),
  PUBSUB: { arity: -2, flags: "", run: inspect },
};

function joins(word: string, kind: Kind): Command {
  return { arity: -2, flags: "s", run: (names, place) => subscribe(word, kind, names, place) };
}

function leaves(word: string, kind: Kind): Command {
  return { arity: -1, flags: "s", run: (names, place) => unsubscribe(word, kind, names, place) };
}

function countOf(session: Session, kind: Kind): number {
  return kind === "shardChannels" ? session.shardChannels.size : session.subscriptions;
}

function subscribe(
  word: string,
  kind: Kind,
  names: readonly string[],
  { server, session }: Place,
): undefined {
  for (const name of names) {
    session[kind].add(name);
    join(server.pubSub[kind], name, session);
    session.send(encodePush([word, name, countOf(session, kind)], session.protocol));
  }
}

/** Without a name, from all. */
function unsubscribe(
  word: string,
  kind: Kind,
  names: readonly string[],
  { server, session }: Place,
): undefined {
  const left = names.length > 0 ? names : [...session[kind]];
  for (const name of left) {
    session[kind].delete(name);
    leave(server.pubSub[kind], name, session);
    session.send(encodePush([word, name, countOf(session, kind)], session.protocol));
  }
  if (left.length === 0) {
    session.send(encodePush([word, null, countOf(session, kind)], session.protocol));
  }
}

function inspect([what = "", ...names]: readonly string[], { server }: Place): Reply {
  const { channels, shardChannels, patterns } = server.pubSub;
  const counts = (who: ReadonlyMap<string, ReadonlySet<Session>>) =>
    names.flatMap((name) => [name, who.get(name)?.size ?? 0]);
  const matching = (who: ReadonlyMap<string, unknown>) =>
    [...who.keys()].filter((name) => names[0] === undefined || isGlobMatch(names[0], name));
  switch (what.toUpperCase()) {
    case "NUMSUB":
      return counts(channels);
    case "SHARDNUMSUB":
      return counts(shardChannels);
    case "NUMPAT":
      return patterns.size;
    case "CHANNELS":
      return matching(channels);
    case "SHARDCHANNELS":
      return matching(shardChannels);
    default:
      throw new ErrorReply(`ERR unknown subcommand '${what}'. Try PUBSUB HELP.`);
  }
}
