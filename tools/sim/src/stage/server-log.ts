import { BATCH } from "../process/sandbox.js";
import { digestOf } from "../redis/digest.js";
import { ErrorReply, MapReply, type Reply, Status } from "../redis/reply.js";
import type { Session } from "../redis/session.js";
import type { Member } from "./member.js";
import type { Stage } from "./stage.js";

/** A script that the server ran. */
export interface ScriptRun {
  /** Who sent it; undefined for a process that is gone. */
  readonly member: Member | undefined;
  /** Its name in the sources. */
  readonly script: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly reply: Reply | undefined;
  /** Whether it is all of its command, and no step of a batch, of which only the end can be looked at. */
  readonly alone: boolean;
}

/** The lock that a script is about, from the hash tag of its key. */
export function lockOf({ keys }: Pick<ScriptRun, "keys">): string {
  return /\{(.*)\}/.exec(keys[0] ?? "")?.[1] ?? "";
}

/** Reads what the server runs: for the trace, and for those that look at scripts. */
export function logServer(stage: Stage, ran: (run: ScriptRun) => void): void {
  stage.host.onCommand = (session, words, reply) => {
    const member = sender(stage, session);
    const run = scriptRun(stage, words, member, reply);
    if (stage.trace) {
      const who = `${member?.process.name ?? "?"}/${session.id}`;
      stage.say(
        "redis",
        `${who}: ${run ? shownRun(run) : words.join(" ")} -> ${shownReply(reply)}`,
      );
    }
    if (run) for (const each of stepsOf(run)) ran(each);
  };
}

function sender(stage: Stage, session: Session): Member | undefined {
  const process = stage.host.connectionOf(session)?.link.socket.process;
  return process && stage.fleet.of(process);
}

function scriptRun(
  stage: Stage,
  [command = "", text = "", count = "0", ...words]: readonly string[],
  member: Member | undefined,
  reply: Reply | undefined,
): ScriptRun | undefined {
  const name = command.toUpperCase();
  if (name !== "EVALSHA" && name !== "EVAL") return undefined;
  const sha = name === "EVAL" ? digestOf(text) : text;
  return {
    member,
    script: stage.fleet.scripts?.get(sha) ?? sha.slice(0, 8),
    keys: words.slice(0, Number(count)),
    args: words.slice(Number(count)),
    reply,
    alone: true,
  };
}

/** A batch is so many runs of one script. */
function stepsOf(run: ScriptRun): ScriptRun[] {
  if (!run.script.endsWith(BATCH)) return [run];
  const [count = "1", ...args] = run.args;
  const steps = Number(count);
  const [keyCount, argCount] = [run.keys.length / steps, args.length / steps];
  return Array.from({ length: steps }, (_, at) => ({
    member: run.member,
    script: run.script.slice(0, -BATCH.length),
    keys: run.keys.slice(at * keyCount, (at + 1) * keyCount),
    args: args.slice(at * argCount, (at + 1) * argCount),
    reply: Array.isArray(run.reply) ? run.reply[at] : run.reply,
    alone: false,
  }));
}

function shownRun({ script, keys, args }: ScriptRun): string {
  const shown = args.map((arg) => (/^\S+$/.test(arg) ? arg : `"${arg}"`));
  return `${script} ${keys[0] ?? ""} [${shown.join(" ")}]`;
}

function shownReply(reply: Reply | undefined): string {
  if (reply === undefined) return "(by itself)";
  if (reply === null) return "nil";
  if (reply instanceof Status) return reply.text;
  if (reply instanceof ErrorReply) return `error: ${reply.message}`;
  if (reply instanceof MapReply) return "a map";
  if (typeof reply === "string") return reply.length > 60 ? `${reply.slice(0, 60)}...` : reply;
  if (typeof reply === "number") return `${reply}`;
  return `{${reply.map(shownReply).join(", ")}}`;
}
