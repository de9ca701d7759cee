import type { Script } from "../scripts/script.js";
import { stepsAlone } from "./cluster-client.js";
import type { RedisCommands } from "./commands.js";
import type { Command, Connection } from "./connection.js";
import { isRefusal, withoutSent } from "./failure.js";
import type { Purpose } from "./silence-watch.js";

export interface ScriptCall extends Purpose {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** A script to run, and where its reply goes. */
export interface EvaluationRequest {
  readonly script: Script;
  readonly call: ScriptCall;
  readonly done: (reply: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Runs a script by its digest if the server has it, otherwise by its text, which makes the server remember it. */
export class Evaluation implements Command<RedisCommands> {
  readonly #connection: Connection<RedisCommands>;
  /** Scripts that the server probably has, since they ran before: each run then takes one round trip. */
  readonly #known: Set<Script>;
  readonly #request: EvaluationRequest;
  #byText: boolean;

  constructor(
    connection: Connection<RedisCommands>,
    known: Set<Script>,
    request: EvaluationRequest,
  ) {
    this.#connection = connection;
    this.#known = known;
    this.#request = request;
    this.#byText = !known.has(request.script);
  }

  get purpose(): ScriptCall {
    return this.#request.call;
  }

  send(redis: RedisCommands): Promise<unknown> {
    const { keys, args } = this.#request.call;
    const command = this.#byText ? "eval" : "evalsha";
    return stepsAlone(redis)[command](this.#text, keys.length, ...keys, ...args);
  }

  done(reply: unknown): void {
    if (this.#byText) this.#known.add(this.#request.script);
    this.#request.done(reply);
  }

  fail(error: unknown): void {
    const { keys, args } = this.#request.call;
    const shown = withoutSent(error, [this.#text, ...keys, ...args]);
    if (this.#byText || !isRefusal(shown, "NOSCRIPT")) return this.#request.fail(shown);
    this.#byText = true;
    this.#connection.send(this);
  }

  get #text(): string {
    const { script } = this.#request;
    return this.#byText ? script.source : script.sha;
  }
}
