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

/** What runs scripts on Redis. */
export interface Scripts {
  /** @throws {LockBackendError} on any failure. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  /** Looks after the connections; see {@link Connection.check}. */
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

/** How many steps one call may carry: the server does nothing else meanwhile, some 5 us a step. */
const LONGEST_BATCH = 64;

/**
 * Runs scripts by their digest, and by their text where the server does not know them (yet, or any more). Nothing is
 * defined on the client, which is the user's. What is asked in one turn of the event loop leaves in one write, and steps
 * of one kind in one call, unless the server keeps names in slots of their own.
 */
export class ScriptRunner implements Scripts {
  readonly #connection: Connection<RedisCommands>;
  /** Run before: the server is likely to know them, and the first run then takes one round trip like every other. */
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

  /** Runs when the turn's promises have settled as far as they go, and with them whoever wants to send something. */
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
   * What the server refuses for one lock's keys it refuses for all, before anything happens: a user who may not touch
   * them, or a node of a Cluster that is talked to as a single server. Each step then goes alone.
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

/** What was asked, in its order, cut where the next step is of another kind, or has more or fewer arguments. */
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
