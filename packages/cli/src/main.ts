import { CommanderError } from "commander";
import { EXIT } from "./exit-codes.js";
import { Failure } from "./failure.js";
import { isLockError } from "./locks.js";
import { complain, tell } from "./output/complain.js";
import { withoutSecrets } from "./output/without-secrets.js";
import { program } from "./program.js";

/** Runs the program with these arguments, and leaves its status in `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  const [own, command] = splitAtDashes(args);
  // The arguments may name a URL with a password, which everyone on the machine can read in the list of processes.
  process.title = "lockwire";
  try {
    await program(command).parseAsync(own, { from: "user" });
  } catch (error) {
    const failure = asFailure(error, own[0] === "run" && command === undefined);
    const { exitCode } = failure;
    const message = withoutSecrets(failure.message);
    if (message !== "") {
      if (own.includes("--json")) tell(`${JSON.stringify({ error: message, status: exitCode })}\n`);
      else complain(message);
    }
    process.exitCode = exitCode;
  }
}

/**
 * The words before the first `--` of `lockwire run` are for lockwire, those after it are the command to run, unchanged. In the
 * other commands, names that start with a dash may follow it.
 */
function splitAtDashes(
  args: readonly string[],
): readonly [own: readonly string[], command: readonly string[] | undefined] {
  const at = args[0] === "run" ? args.indexOf("--") : -1;
  return at === -1 ? [args, undefined] : [args.slice(0, at), args.slice(at + 1)];
}

/** What commander calls words of the command that it takes for words to `lockwire run`. */
const TOO_MUCH: ReadonlySet<string> = new Set([
  "commander.excessArguments",
  "commander.unknownOption",
]);
const DASHES = "\nPut -- before the command: lockwire run NAME -- COMMAND";

function asFailure(
  error: unknown,
  lacksDashes: boolean,
): { readonly exitCode: number; readonly message: string } {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exitCode: EXIT.ok, message: "" };
    // Without a command, the help has been printed in place of a message.
    if (error.code === "commander.help") return { exitCode: EXIT.usage, message: "" };
    const hint = lacksDashes && TOO_MUCH.has(error.code) ? DASHES : "";
    return { exitCode: EXIT.usage, message: error.message.replace(/^error: /, "") + hint };
  }
  // A name that is held with a limit was wanted without one, or the other way round.
  if (isLockError(error) && error.code === "LOCK_MODE") {
    return { exitCode: EXIT.usage, message: error.message };
  }
  if (isLockError(error)) return { exitCode: EXIT.unavailable, message: error.message };
  // Arguments that the library refuses before anything is sent: a bad name, a bad time.
  if (error instanceof TypeError || error instanceof RangeError) {
    return { exitCode: EXIT.usage, message: error.message };
  }
  throw error;
}
