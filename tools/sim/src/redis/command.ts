import type { MemoryRedis } from "./memory-redis.js";
import type { Reply } from "./reply.js";
import type { Protocol } from "./resp.js";
import type { Session } from "./session.js";

/** Where a command runs. */
export interface Place {
  readonly server: MemoryRedis;
  readonly session: Session;
  /** In which form it answers: a script is answered in that of RESP2, whatever the client speaks. */
  readonly protocol: Protocol;
}

export interface Command {
  /** How many words it has with its name; below 0 the least number. */
  readonly arity: number;
  /** w: it writes; m: it is refused while memory is full; s: not from a script. */
  readonly flags: string;
  /** Undefined: it answers by itself, later or in words of its own. */
  readonly run: (args: readonly string[], place: Place) => Reply | undefined;
}

export type Commands = Readonly<Record<string, Command>>;

export function fits({ arity }: Command, words: number): boolean {
  return arity < 0 ? words >= -arity : words === arity;
}
