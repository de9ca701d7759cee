import type { Commands, Place } from "../command.js";
import { integer } from "../numbers.js";
import { ErrorReply, type Reply } from "../reply.js";

/** When something expires, in ms by the server's clock. */
export function expiryOf(unit: string, text: string, command: string, time: number): number {
  const given = integer(text);
  const ms = unit.startsWith("EX") ? given * 1_000 : given;
  const at = unit.endsWith("AT") ? ms : ms + time;
  if (given <= 0 || at > 2 ** 63) {
    throw new ErrorReply(`ERR invalid expire time in '${command}' command`);
  }
  return at;
}

const CONDITIONS: Readonly<Record<string, (at: number, before: number | undefined) => boolean>> = {
  NX: (_at, before) => before === undefined,
  XX: (_at, before) => before !== undefined,
  GT: (at, before) => before !== undefined && at > before,
  LT: (at, before) => before === undefined || at < before,
};

function expire(
  [key = "", text = "", ...words]: readonly string[],
  { server }: Place,
  factor: number,
  absolute: boolean,
): Reply {
  const conditions = words.map((word) => {
    const condition = CONDITIONS[word.toUpperCase()];
    if (!condition) throw new ErrorReply(`ERR Unsupported option ${word}`);
    return condition;
  });
  refuseTogether(words.map((word) => word.toUpperCase()));
  const at = integer(text) * factor + (absolute ? 0 : server.time);
  const kept = server.keys.get(key);
  if (!kept || conditions.some((holds) => !holds(at, kept.expireAt))) return 0;
  server.keys.expire(key, at);
  return 1;
}

function refuseTogether(words: readonly string[]): void {
  if (words.includes("NX") && words.some((word) => word !== "NX")) {
    throw new ErrorReply("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (words.includes("GT") && words.includes("LT")) {
    throw new ErrorReply("ERR GT and LT options at the same time are not compatible");
  }
}

function left(key: string, { server }: Place): number {
  const kept = server.keys.get(key);
  if (!kept) return -2;
  return kept.expireAt === undefined ? -1 : Math.max(kept.expireAt - server.time, 0);
}

export const EXPIRY: Commands = {
  EXPIRE: { arity: -3, flags: "w", run: (args, place) => expire(args, place, 1_000, false) },
  PEXPIRE: { arity: -3, flags: "w", run: (args, place) => expire(args, place, 1, false) },
  EXPIREAT: { arity: -3, flags: "w", run: (args, place) => expire(args, place, 1_000, true) },
  PEXPIREAT: { arity: -3, flags: "w", run: (args, place) => expire(args, place, 1, true) },
  PTTL: { arity: 2, flags: "", run: ([key = ""], place) => left(key, place) },
  TTL: {
    arity: 2,
    flags: "",
    run: ([key = ""], place) => {
      const ms = left(key, place);
      return ms < 0 ? ms : Math.floor((ms + 500) / 1_000);
    },
  },
  PEXPIRETIME: { arity: 2, flags: "", run: ([key = ""], place) => expiryTime(key, place) },
  PERSIST: {
    arity: 2,
    flags: "w",
    run: ([key = ""], { server }) => {
      if (server.keys.get(key)?.expireAt === undefined) return 0;
      server.keys.expire(key, undefined);
      return 1;
    },
  },
};

function expiryTime(key: string, { server }: Place): number {
  const kept = server.keys.get(key);
  if (!kept) return -2;
  return kept.expireAt ?? -1;
}
