import { typeOf } from "../lua/arguments.js";
import { compile } from "../lua/compile.js";
import { LuaTable } from "../lua/table.js";
import { first, LuaError, type LuaValue } from "../lua/value.js";
import { fits, type Place } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { digestOf } from "./digest.js";
import { errorTable, toLua, toReply } from "./lua-values.js";
import { precise } from "./numbers.js";
import { ErrorReply, type Reply, Status } from "./reply.js";

const WORDS = "ERR Lua redis lib command arguments must be strings or integers";

/** Runs scripts, as Redis 7.0 does: what a script has done before it fails stays done. */
export class LuaHost {
  readonly #redis = new LuaTable();
  #place: Place | undefined;
  /** The script has written: from then on a full memory stops it no more. */
  #dirty = false;
  /** How many commands the script that ran last has called. */
  calls = 0;

  constructor() {
    this.#redis.set("call", (...words) => this.#call(words, true));
    this.#redis.set("pcall", (...words) => this.#call(words, false));
    this.#redis.set("error_reply", (text) => errorTable(`${text}`.replace(/^-/, "")));
    this.#redis.set("status_reply", (text) => toLua(new Status(`${text}`)));
    this.#redis.set("sha1hex", (text) => digestOf(`${text}`));
    this.#redis.set("log", () => undefined);
    this.#redis.set("replicate_commands", () => true);
    this.#redis.set("set_repl", () => undefined);
    this.#redis.set("setresp", () => undefined);
    ["LOG_DEBUG", "LOG_VERBOSE", "LOG_NOTICE", "LOG_WARNING"].forEach((name, level) => {
      this.#redis.set(name, level);
    });
  }

  run(
    source: string,
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    place: Place,
  ): Reply {
    this.#place = { ...place, protocol: 2 };
    this.#dirty = false;
    this.calls = 0;
    try {
      const script = compile(source);
      return toReply(first(script(LuaTable.of(keys), LuaTable.of(args), this.#redis)));
    } catch (error) {
      if (error instanceof LuaError) throw new ErrorReply(failure(error.value, sha));
      if (error instanceof SyntaxError) {
        throw new ErrorReply(`ERR Error compiling script (new function): ${error.message}`);
      }
      throw error;
    } finally {
      this.#place = undefined;
    }
  }

  #call(words: readonly LuaValue[], raises: boolean): LuaValue {
    try {
      return toLua(this.#execute(words));
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      const table = errorTable(error.message);
      if (!raises) return table;
      throw new LuaError(table);
    }
  }

  #execute(words: readonly LuaValue[]): Reply {
    const place = this.#place;
    if (!place) throw new Error("no script is running");
    this.calls += 1;
    const [name = "", ...args] = words.map(word);
    if (words.length === 0)
      throw new ErrorReply("ERR Please specify at least one argument for this redis lib call");
    const command = COMMANDS.get(name) ?? COMMANDS.get(name.toUpperCase());
    if (!command) throw new ErrorReply("ERR Unknown Redis command called from script");
    if (!fits(command, words.length)) {
      throw new ErrorReply("ERR Wrong number of args calling Redis command from script");
    }
    if (command.flags.includes("s")) {
      throw new ErrorReply("ERR This Redis command is not allowed from script");
    }
    place.server.mayRunInScript(name, command, this.#dirty);
    const reply = command.run(args, place);
    if (reply === undefined) throw new Error(`${name} gave no reply`);
    if (command.flags.includes("w")) this.#dirty = true;
    return reply;
  }
}

function word(value: LuaValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return precise(value);
  throw new ErrorReply(WORDS);
}

function failure(value: LuaValue, sha: string): string {
  const text = value instanceof LuaTable ? value.get("err") : undefined;
  const said = value === undefined || value instanceof LuaTable ? typeOf(value) : value;
  const what = typeof text === "string" ? text : `ERR ${said}`;
  return `${what} script: ${sha}, on @user_script:1.`;
}
