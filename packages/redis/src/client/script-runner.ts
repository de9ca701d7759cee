import { isError } from "@lockwire/core/backend";
import type { Script } from "../scripts/script.js";
import { stepsAlone } from "./cluster-client.js";
import type { RedisCommands } from "./commands.js";
import type { Connection } from "./connection.js";
import { corked } from "./cork.js";
import { isRefusal, redisFailure, withoutSent } from "./failure.js";
import type { Purpose } from "./silence-watch.js";

export interface ScriptCall extends Purpose {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Runs scripts on Redis. */
export interface Scripts {
  /** @throws {LockBackendError} on any failure. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  /** Checks the connections; see {@link Connection.check}. */
  check(): void;
}

type Done = (reply: unknown) => void;
type Fail = (error: unknown) => void;

interface Asked {
  readonly script: Script;
  readonly call: ScriptCall;
  readonly resolve: Done;
  readonly reject: Fail;
}

/** The most steps in one call: it blocks the server for about 5 us per step. */
const LONGEST_BATCH = 64;

/**
 * Runs scripts by their digest, or by their text if the server does not have them. It defines no commands on the client,
 * which belongs to the user. All steps of one turn of the event loop are sent in one write, and steps of the same kind in
 * one call, except on a Cluster.
 */
export class ScriptRunner implements Scripts {
  readonly #connection: Connection<RedisCommands>;
  /** Scripts that the server probably has, since they ran before: each run then takes one round trip. */
  readonly #known = new Set<Script>();
  readonly #send = () => this.#sendTurn();
  #batching: boolean;
  #turn: Asked[] = [];

  constructor(connection: Connection<RedisCommands>) {
    this.#connection = connection;
    this.#batching = connection.redis.isCluster !== true;
  }

  run(script: Script, call: ScriptCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#turn.length === 0) process.nextTick(this.#send);
      this.#turn.push({ script, call, resolve, reject });
    });
  }

  check(): void {
    this.#connection.check();
  }

  /** Runs after the turn's pending promises have settled, so that all their steps are included. */
  #sendTurn(): void {
    const turn = this.#turn;
    this.#turn = [];
    const [only] = turn;
    if (turn.length === 1 && only) return this.#sendOne(only);
    const sends = this.#batching
      ? runsOf(turn).map((run) => () => this.#sendRun(run))
      : turn.map((asked) => () => this.#sendOne(asked));
    corked(this.#connection.redis, sends);
  }

  #sendOne(asked: Asked): void {
    const { call, script, resolve } = asked;
    this.#eval(script, call, resolve, (error) => this.#fail(asked, error));
  }

  #sendRun(run: readonly Asked[]): void {
    const [first] = run;
    if (first === undefined) return;
    if (run.length === 1) return this.#sendOne(first);
    const keys = run.flatMap(({ call }) => call.keys);
    const args = [`${run.length}`, ...run.flatMap(({ call }) => call.args)];
    const call = { ...first.call, keys, args };
    const done = (replies: unknown) => this.#answer(run, replies);
    this.#eval(first.script.batch, call, done, (error) => this.#failRun(run, error));
  }

  #answer(run: readonly Asked[], replies: unknown): void {
    run.forEach((asked, index) => {
      const reply = Array.isArray(replies) ? replies[index] : undefined;
      if (isError(reply)) this.#fail(asked, reply);
      else asked.resolve(reply);
    });
  }

  /**
   * If the server refuses one lock's keys, it refuses the whole call before it has any effect: the user has no permission for
   * them, or the server is a node of a Cluster. Each step is then sent on its own.
   */
  #failRun(run: readonly Asked[], error: unknown): void {
    const slots = isRefusal(error, "CROSSSLOT");
    if (slots) this.#batching = false;
    for (const asked of run) {
      if (slots || isRefusal(error, "NOPERM")) this.#sendOne(asked);
      else this.#fail(asked, error);
    }
  }

  #fail({ call, reject }: Asked, error: unknown): void {
    reject(redisFailure(error, call.name, call.operation));
  }

  #eval(script: Script, call: ScriptCall, done: Done, fail: Fail): void {
    if (!this.#known.has(script)) return this.#load(script, call, done, fail);
    this.#run(script.sha, call, "evalsha", done, (error) => {
      if (isRefusal(error, "NOSCRIPT")) this.#load(script, call, done, fail);
      else fail(error);
    });
  }

  #load(script: Script, call: ScriptCall, done: Done, fail: Fail): void {
    const loaded = (reply: unknown) => {
      this.#known.add(script);
      done(reply);
    };
    this.#run(script.source, call, "eval", loaded, fail);
  }

  #run(text: string, call: ScriptCall, command: "eval" | "evalsha", done: Done, fail: Fail): void {
    const { keys, args } = call;
    this.#connection.send(
      call,
      (redis) => stepsAlone(redis)[command](text, keys.length, ...keys, ...args),
      done,
      (error) => fail(withoutSent(error, [text, ...keys, ...args])),
    );
  }
}

/** Splits the steps, in order, into runs of the same script with the same number of arguments. */
function runsOf(turn: readonly Asked[]): Asked[][] {
  const runs: Asked[][] = [];
  let run: Asked[] = [];
  for (const asked of turn) {
    if (run[0] && run.length < LONGEST_BATCH && isAlike(run[0], asked)) {
      run.push(asked);
    } else {
      run = [asked];
      runs.push(run);
    }
  }
  return runs;
}

function isAlike(one: Asked, other: Asked): boolean {
  return one.script === other.script && one.call.args.length === other.call.args.length;
}
