import type { Place } from "../command.js";
import { float, scoreText } from "../numbers.js";
import { ErrorReply, type Reply, SYNTAX } from "../reply.js";
import { SortedSet } from "../sorted-set.js";

const OPTIONS = ["NX", "XX", "GT", "LT", "CH", "INCR"];

/** ZADD. */
export function add([key = "", ...words]: readonly string[], { server }: Place): Reply {
  const end = words.findIndex((word) => !OPTIONS.includes(word.toUpperCase()));
  const options = new Set(words.slice(0, Math.max(end, 0)).map((word) => word.toUpperCase()));
  const pairs = words.slice(Math.max(end, 0));
  check(options, pairs);
  const scores = pairs.filter((_, at) => at % 2 === 0).map((score) => float(score));
  const set = server.keys.sortedSet(key) ?? new SortedSet();
  let [added, changed] = [0, 0];
  let result: number | undefined;
  scores.forEach((given, at) => {
    const member = `${pairs[at * 2 + 1]}`;
    const before = set.score(member);
    const score = options.has("INCR") ? given + (before ?? 0) : given;
    if (!mayChange(options, before, score)) return;
    result = score;
    if (before === undefined) added += 1;
    else if (before !== score) changed += 1;
    if (before !== score) set.set(member, score);
  });
  if (set.size > 0) server.keys.set(key, set);
  if (options.has("INCR")) return result === undefined ? null : scoreText(result);
  return options.has("CH") ? added + changed : added;
}

function check(options: ReadonlySet<string>, pairs: readonly string[]): void {
  if (pairs.length === 0 || pairs.length % 2 !== 0) throw new ErrorReply(SYNTAX);
  if (options.has("NX") && options.has("XX")) {
    throw new ErrorReply("ERR XX and NX options at the same time are not compatible");
  }
  if ([options.has("GT"), options.has("LT"), options.has("NX")].filter(Boolean).length > 1) {
    throw new ErrorReply("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (options.has("INCR") && pairs.length > 2) {
    throw new ErrorReply("ERR INCR option supports a single increment-element pair");
  }
}

function mayChange(
  options: ReadonlySet<string>,
  before: number | undefined,
  score: number,
): boolean {
  if (before === undefined) return !options.has("XX");
  if (options.has("NX")) return false;
  return !(options.has("GT") && score <= before) && !(options.has("LT") && score >= before);
}
