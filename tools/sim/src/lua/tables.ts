import { typeOf } from "./arguments.js";
import { library } from "./library.js";
import { numberText } from "./number-text.js";
import { OPERATORS } from "./operators.js";
import { fault, first, isTrue, type LuaValue, NOTHING } from "./value.js";

/** The table library. */
export const TABLES = library("", {
  concat: (given) => {
    const table = given.table(0);
    const separator = given.has(1) ? given.text(1) : "";
    const values = table.slice(given.integer(2, 1), given.integer(3, table.length));
    return values.map((value, at) => word(value, at + given.integer(2, 1))).join(separator);
  },
  getn: (given) => given.table(0).length,
  insert: (given) => {
    const table = given.table(0);
    if (given.count === 2) table.set(table.length + 1, given.any(1));
    else if (given.count === 3) table.insert(given.integer(1), given.any(2));
    else throw fault("wrong number of arguments to 'insert'");
    return NOTHING;
  },
  maxn: (given) =>
    given
      .table(0)
      .entries()
      .reduce((most, [key]) => (typeof key === "number" && key > most ? key : most), 0),
  remove: (given) => {
    const table = given.table(0);
    return table.remove(given.integer(1, table.length));
  },
  sort: (given) => {
    const table = given.table(0);
    const isBefore = given.has(1) ? given.function(1) : OPERATORS.lt;
    const values = table.slice(1, table.length).sort((one, other) => {
      if (isTrue(first(isBefore(one, other)))) return -1;
      return isTrue(first(isBefore(other, one))) ? 1 : 0;
    });
    for (const [at, value] of values.entries()) table.set(at + 1, value);
    return NOTHING;
  },
});

function word(value: LuaValue, at: number): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  throw fault(`invalid value (${typeOf(value)}) at index ${at} in table for 'concat'`);
}
