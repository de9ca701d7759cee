import type { Place } from "../command.js";
import { integer, scoreText } from "../numbers.js";
import { ErrorReply, type Reply, SYNTAX } from "../reply.js";
import type { Scored } from "../sorted-set.js";
import { between, betweenTexts, slicer } from "./ranges.js";

interface RangeOptions {
  readonly by?: "SCORE" | "LEX";
  readonly reverse?: boolean;
}

/** ZRANGE and its relatives. */
export function ranged(
  [key = "", from = "", to = "", ...words]: readonly string[],
  { server, protocol }: Place,
  fixed: RangeOptions,
): Reply {
  const { by, reverse, scores, limit } = optionsOf(words, fixed);
  const select = selection(from, to, by, reverse);
  const found = limited(select(server.keys.sortedSet(key)?.sorted ?? []), limit);
  if (!scores) return found.map(({ member }) => member);
  const pairs = found.map(({ member, score }) => [member, scoreText(score)]);
  return protocol === 3 ? pairs : pairs.flat();
}

type Select = (sorted: readonly Scored[]) => readonly Scored[];

function selection(from: string, to: string, by: RangeOptions["by"], reverse: boolean): Select {
  const ordered: Select = reverse ? (sorted) => [...sorted].reverse() : (sorted) => sorted;
  if (by === undefined) {
    const take = slicer(from, to);
    return (sorted) => take(ordered(sorted));
  }
  const [least, most] = reverse ? [to, from] : [from, to];
  const isIn = by === "SCORE" ? between(least, most) : betweenTexts(least, most);
  return (sorted) => ordered(sorted).filter(isIn);
}

function optionsOf(words: readonly string[], fixed: RangeOptions) {
  let { by, reverse = false } = fixed;
  let scores = false;
  let limit: readonly [number, number] | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = `${words[at]}`.toUpperCase();
    const [offset, count] = [words[at + 1], words[at + 2]];
    if (word === "WITHSCORES") scores = true;
    else if (word === "LIMIT" && offset !== undefined && count !== undefined) {
      limit = [integer(offset), integer(count)];
      at += 2;
    } else if (word === "REV") reverse = true;
    else if (word === "BYSCORE") by = "SCORE";
    else if (word === "BYLEX") by = "LEX";
    else throw new ErrorReply(SYNTAX);
  }
  if (limit && by === undefined) {
    throw new ErrorReply(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    );
  }
  return { by, reverse, scores, limit };
}

function limited<T>(
  items: readonly T[],
  limit: readonly [number, number] | undefined,
): readonly T[] {
  if (!limit) return items;
  const [offset, count] = limit;
  return items.slice(offset, count < 0 ? undefined : offset + count);
}
