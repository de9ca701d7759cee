import { ErrorReply, type Reply } from "../redis/reply.js";
import type { Hold } from "./hold.js";
import type { Member } from "./member.js";
import type { ScriptRun } from "./server-log.js";

/** What a call has seen of a lock that nobody held. */
const FREE = "";

/**
 * Forced releases, as they take effect at the server: each call may free a lock once, however late. Whoever had it by
 * then, or was being given it, need not know. What the same call frees a second time is nobody's wish.
 */
export class ForcedReleases {
  /** Calls that have not taken effect yet: what each has seen of the holder, by process and lock. */
  readonly #open = new Map<string, (string | undefined)[]>();
  /** When a lock was last taken from a process. */
  readonly #forcedAt = new Map<string, number>();
  readonly #holds: ReadonlySet<Hold>;
  readonly #now: () => number;

  constructor(holds: ReadonlySet<Hold>, now: () => number) {
    this.#holds = holds;
    this.#now = now;
  }

  asked(member: Member, name: string): void {
    const key = keyOf(member.process.name, name);
    this.#open.set(key, [...(this.#open.get(key) ?? []), undefined]);
  }

  /** Looks whether a script was the effect of a call. */
  ran({ member, script, keys, args, reply }: ScriptRun): void {
    if (!member || this.#open.size === 0 || reply instanceof ErrorReply) return;
    const name = nameOf(keys);
    const open = this.#open.get(keyOf(member.process.name, name));
    if (!open || open.length === 0) return;
    if (script === "HOLDER") {
      const first = open.indexOf(undefined);
      // One that the client sends again after a cut: the answer to the last one counts.
      open.splice(first >= 0 ? first : open.length - 1, 1, acquisitionOf(tokenIn(reply) ?? FREE));
      return;
    }
    const at = open.indexOf(`${args[0]}`);
    if (at < 0) return;
    open.splice(at, 1);
    if (reply !== 0) this.#force(name, `${args[0]}`);
  }

  /** Whether somebody forced it out before its holder even had it. */
  has(hold: Hold): boolean {
    const forcedAt = this.#forcedAt.get(keyOf(hold.member.process.name, hold.name));
    return forcedAt !== undefined && forcedAt >= hold.askedAt;
  }

  #force(name: string, token: string): void {
    const [owner = ""] = token.split("_");
    this.#forcedAt.set(keyOf(owner, name), this.#now());
    for (const hold of this.#holds) {
      if (hold.name === name && hold.member.process.name === owner) hold.taintedAt ??= this.#now();
    }
  }
}

function keyOf(process: string, name: string): string {
  return `${process} ${name}`;
}

/** The lock's name, from the hash tag of its key. */
function nameOf(keys: readonly string[]): string {
  return /\{(.*)\}/.exec(keys[0] ?? "")?.[1] ?? "";
}

/** A lease that is shortened goes on under its token with a number behind a dot. */
function acquisitionOf(token: string): string {
  return token.replace(/\.\d+$/, "");
}

function tokenIn(reply: Reply | undefined): string | undefined {
  const [token] = Array.isArray(reply) ? reply : [reply];
  return typeof token === "string" ? token : undefined;
}
