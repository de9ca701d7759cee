import type { Reply } from "../redis/reply.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import { acquisitionOf } from "../stage/token.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { hasAcquired } from "./script-replies.js";
import type { ServerView } from "./server-view.js";

/** T, judged by the state after each script and at once: what a script says of a token's lock is so. */
export class Answers implements Watcher {
  readonly #view: ServerView;

  constructor(view: ServerView) {
    this.#view = view;
  }

  ran({ script, keys, args, reply, alone }: ScriptRun): void {
    if (!alone) return;
    const name = lockOf({ keys });
    const [token = "", successor = ""] = args;
    const says = saysHeld(script, reply);
    if (says === undefined) return;
    const whose = script === "TRANSFER" ? successor : token;
    if (this.#has(name, whose) === says) return;
    // Renewed as an exclusive lock, which it has ceased to be: another script follows.
    if (script === "RENEW" && this.#view.modeOf(name) !== undefined) return;
    const what = says ? "is held, and it is not" : "is not held, and it is";
    throw new Violation("T", `${script} says that ${name} ${what}, by ${whose}`);
  }

  #has(name: string, token: string): boolean {
    return this.#view.tokens(name).some((each) => acquisitionOf(each) === token);
  }
}

/** Whether a reply says that the token has the lock when the script has ended; undefined where it says nothing of that. */
function saysHeld(script: string, reply: Reply | undefined): boolean | undefined {
  if (hasAcquired(script, reply)) return true;
  switch (script) {
    case "RENEW":
    case "RENEW_SLOT":
      return reply === 1 || reply === 0 ? reply === 1 : undefined;
    case "TRANSFER":
      return typeof reply === "number" ? reply !== 0 : undefined;
    case "RELEASE_SLOT":
      return typeof reply === "number" ? false : undefined;
    default:
      return undefined;
  }
}
