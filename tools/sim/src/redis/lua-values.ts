import { LuaTable } from "../lua/table.js";
import type { LuaValue } from "../lua/value.js";
import { ErrorReply, MapReply, type Reply, Status } from "./reply.js";

export function errorTable(message: string): LuaTable {
  const table = new LuaTable();
  table.set("err", message);
  return table;
}

/** A reply as a script sees it. */
export function toLua(reply: Reply): LuaValue {
  if (typeof reply === "number" || typeof reply === "string") return reply;
  if (reply === null) return false;
  if (reply instanceof ErrorReply) return errorTable(reply.message);
  if (reply instanceof Status) {
    const table = new LuaTable();
    table.set("ok", reply.text);
    return table;
  }
  if (reply instanceof MapReply) return LuaTable.of(reply.pairs.flat().map(toLua));
  return LuaTable.of(reply.map(toLua));
}

/** What a script returns, as its reply: numbers lose their fractions, a list ends at the first nil. */
export function toReply(value: LuaValue): Reply {
  if (typeof value === "number") return truncated(value);
  if (typeof value === "string") return value;
  if (value === true) return 1;
  if (!(value instanceof LuaTable)) return null;
  const error = value.get("err");
  if (typeof error === "string") return new ErrorReply(error);
  const status = value.get("ok");
  if (typeof status === "string") return new Status(status);
  const list: Reply[] = [];
  for (let at = 1; ; at++) {
    const item = value.get(at);
    if (item === undefined) return list;
    list.push(toReply(item));
  }
}

function truncated(value: number): number {
  if (Number.isNaN(value)) return -(2 ** 63);
  return Math.trunc(value) + 0;
}
