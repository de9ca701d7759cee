import { DELETE_OWN } from "../contenders/delete-own.js";
import { type Command, native, script } from "./command.js";
import { alone, type LibrarySteps, together } from "./library-steps.js";

/** One way to acquire and release many locks. */
export interface Pair {
  readonly acquire: string;
  readonly release: string;
  /** @param cycles those of different names. */
  commands(cycles: readonly Cycle[]): readonly Command[];
}

/** What one lock is acquired and released with. */
export interface Cycle {
  readonly steps: LibrarySteps;
  readonly token: string;
  readonly ttl: number;
  readonly lockKey: string;
  readonly queueKey: string;
  /** A counter of its own: the library's is no counter. */
  readonly counterKey: string;
}

type Half = readonly [title: string, of: (cycle: Cycle) => readonly Command[]];

/** The most that one call carries; see `ScriptRunner`. */
const TOGETHER = 64;

const SET_ALONE = `if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end return 0`;
const SET_COUNTER = `if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and redis.call('PTTL', KEYS[3]) == -2 then
return redis.call('INCRBY', KEYS[2], '64') end return 0`;
const EXTEND_OWN = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;

const set = ({ lockKey, token, ttl }: Cycle) => native("set", lockKey, token, "NX", "PX", `${ttl}`);
const count = ({ counterKey }: Cycle) => native("incrby", counterKey, "64");

const bareSet: Half = ["SET NX PX", (cycle) => [set(cycle)]];
const setAndCount: Half = ["SET NX PX, INCRBY", (cycle) => [set(cycle), count(cycle)]];
const setInScript: Half = [
  "a script with that SET alone",
  ({ lockKey, token, ttl }) => [script(SET_ALONE, [lockKey], [token, `${ttl}`])],
];
const counterInScript: Half = [
  "a script: SET, queue?, INCRBY",
  ({ lockKey, counterKey, queueKey, token, ttl }) => [
    script(SET_COUNTER, [lockKey, counterKey, queueKey], [token, `${ttl}`]),
  ],
];
const acquire: Half = ["acquire.lua", ({ steps }) => [alone(steps.acquire)]];

const guardedDelete: Half = [
  "guarded DEL",
  ({ lockKey, token }) => [script(DELETE_OWN.source, [lockKey], [token])],
];
const release: Half = ["release.lua", ({ steps }) => [alone(steps.release)]];
const extendAndDelete: Half = [
  "guarded PEXPIRE, guarded DEL",
  ({ lockKey, token, ttl }) => [
    script(EXTEND_OWN, [lockKey], [token, `${ttl}`]),
    script(DELETE_OWN.source, [lockKey], [token]),
  ],
];
const renewAndDelete: Half = [
  "renew.lua, guarded DEL",
  ({ steps, lockKey, token }) => [
    alone(steps.renew),
    script(DELETE_OWN.source, [lockKey], [token]),
  ],
];

function pair([acquireTitle, take]: Half, [releaseTitle, free]: Half): Pair {
  return {
    acquire: acquireTitle,
    release: releaseTitle,
    commands: (cycles) => cycles.flatMap((cycle) => [...take(cycle), ...free(cycle)]),
  };
}

const batched: Pair = {
  acquire: `acquire.lua, ${TOGETHER} a call`,
  release: `release.lua, ${TOGETHER} a call`,
  commands: (cycles) => {
    const commands: Command[] = [];
    for (let at = 0; at < cycles.length; at += TOGETHER) {
      const some = cycles.slice(at, at + TOGETHER).map(({ steps }) => steps);
      commands.push(together(some.map((steps) => steps.acquire)));
      commands.push(together(some.map((steps) => steps.release)));
    }
    return commands;
  },
};

/** The first is what the others are compared with. */
export const PAIRS: readonly Pair[] = [
  pair(bareSet, guardedDelete),
  pair(setAndCount, guardedDelete),
  pair(setInScript, guardedDelete),
  pair(counterInScript, guardedDelete),
  pair(acquire, guardedDelete),
  pair(bareSet, release),
  pair(acquire, release),
  batched,
  pair(bareSet, extendAndDelete),
  pair(bareSet, renewAndDelete),
];
