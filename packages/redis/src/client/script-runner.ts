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

/** A script to run, and where its reply goes. */
interface Step {
  readonly script: Script;
  readonly call: ScriptCall;
  readonly done: (reply: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Runs scripts on Redis. */
export interface Scripts {
  /** @throws {LockBackendError} on any failure. */
  run(script: Script, call: ScriptCall): Promise<unknown>;
  /** Checks the connections; see {@link Connection.check}. */
  check(): void;
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
  #turn: Step[] = [];

  constructor(connection: Connection<RedisCommands>) {
    this.#connection = connection;
    this.#batching = connection.redis.isCluster !== true;
  }

  run(script: Script, call: ScriptCall): Promise<unknown> {
    return new Promise((done, reject) => {
      const fail = (error: unknown) => reject(redisFailure(error, call.name, call.operation));
      if (this.#turn.length === 0) process.nextTick(this.#send);
      this.#turn.push({ script, call, done, fail });
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
    if (turn.length === 1 && only) return this.#evaluate(only);
    const sends = this.#batching
      ? runsOf(turn).map((run) => () => this.#sendRun(run))
      : turn.map((asked) => () => this.#evaluate(asked));
    corked(this.#connection.redis, sends);
  }

  #sendRun(run: readonly Step[]): void {
    const [first] = run;
    if (first === undefined) return;
    if (run.length === 1) return this.#evaluate(first);
    const keys = run.flatMap(({ call }) => call.keys);
    const args = [`${run.length}`, ...run.flatMap(({ call }) => call.args)];
    const call = { ...first.call, keys, args };
    const done = (replies: unknown) => this.#answer(run, replies);
    const fail = (error: unknown) => this.#failRun(run, error);
    this.#evaluate({ script: first.script.batch, call, done, fail });
  }

  #answer(run: readonly Step[], replies: unknown): void {
    run.forEach((asked, index) => {
      const reply = Array.isArray(replies) ? replies[index] : undefined;
      if (isError(reply)) asked.fail(reply);
      else asked.done(reply);
    });
  }

  /**
   * If the server refuses one lock's keys, it refuses the whole call before it has any effect: the user has no permission for
   * them, or the server is a node of a Cluster. Each step is then sent on its own.
   */
  #failRun(run: readonly Step[], error: unknown): void {
    const slots = isRefusal(error, "CROSSSLOT");
    if (slots) this.#batching = false;
    for (const asked of run) {
      if (slots || isRefusal(error, "NOPERM")) this.#evaluate(asked);
      else asked.fail(error);
    }
  }

  #evaluate(step: Step, byText = !this.#known.has(step.script)): void {
    const { script, call, done, fail } = step;
    const { keys, args } = call;
    const text = byText ? script.source : script.sha;
    this.#connection.send({
      purpose: call,
      send: (redis) =>
        stepsAlone(redis)[byText ? "eval" : "evalsha"](text, keys.length, ...keys, ...args),
      done: (reply) => {
        if (byText) this.#known.add(script);
        done(reply);
      },
      fail: (error) => {
        const shown = withoutSent(error, [text, ...keys, ...args]);
        if (!byText && isRefusal(shown, "NOSCRIPT")) this.#evaluate(step, true);
        else fail(shown);
      },
    });
  }
}

/** Splits the steps, in order, into runs of the same script with the same number of arguments. */
function runsOf(turn: readonly Step[]): Step[][] {
  const runs: Step[][] = [];
  let run: Step[] = [];
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

function isAlike(one: Step, other: Step): boolean {
  return one.script === other.script && one.call.args.length === other.call.args.length;
}
