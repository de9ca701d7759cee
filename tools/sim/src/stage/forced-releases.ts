import { ErrorReply, type Reply } from "../redis/reply.js";
import type { Hold } from "./hold.js";
import type { Member } from "./member.js";
import { lockOf, type ScriptRun } from "./server-log.js";
import { acquisitionOf } from "./token.js";

/** A forced release that has not taken effect yet. */
interface ForcedRelease {
  /** The holders that it has seen at the server. */
  readonly seen?: readonly string[];
}

/**
 * Forced releases, as they take effect at the server: each call may free a lock once, however late. Whoever had it by
 * then, or was being given it, need not know. What the same call frees a second time is nobody's wish, nor what one frees that
 * had failed for its caller before it saw a holder.
 */
export class ForcedReleases {
  /** By process and lock. */
  readonly #open = new Map<string, ForcedRelease[]>();
  /** When a lock was last taken from a process, or a token of several. */
  readonly #forcedAt = new Map<string, number>();
  readonly #holds: ReadonlySet<Hold>;
  readonly #now: () => number;

  constructor(holds: ReadonlySet<Hold>, now: () => number) {
    this.#holds = holds;
    this.#now = now;
  }

  asked(member: Member, name: string): void {
    const key = keyOf(member.process.name, name);
    this.#open.set(key, [...(this.#open.get(key) ?? []), {}]);
  }

  /** One has failed for its caller: of several, one that has seen no holder yet, if there is one. */
  failed(member: Member, name: string): void {
    const open = this.#open.get(keyOf(member.process.name, name)) ?? [];
    const at = open.findIndex(({ seen }) => seen === undefined);
    if (at >= 0) open.splice(at, 1);
  }

  /** Looks whether a script was the effect of a call. */
  ran({ member, script, keys, args, reply }: ScriptRun): void {
    if (!member || this.#open.size === 0 || reply instanceof ErrorReply) return;
    const name = lockOf({ keys });
    const open = this.#open.get(keyOf(member.process.name, name));
    if (!open || open.length === 0) return;
    if (script === "HOLDER" || script === "HOLDERS") this.#sees(open, script, tokensIn(reply));
    else if (script.startsWith("RELEASE"))
      this.#ends(open, script, name, `${args[0]}`, reply !== 0);
  }

  /** Whether somebody forced it out before its holder even had it. */
  has(hold: Hold): boolean {
    const { process } = hold.member;
    const forcedAt = this.#forcedAt.get(keyOf(hold.shares ? hold.token : process.name, hold.name));
    return forcedAt !== undefined && forcedAt >= hold.askedAt;
  }

  #sees(open: ForcedRelease[], script: string, tokens: readonly string[]): void {
    // Several have it: another script tells who.
    if (script === "HOLDER" && tokens[0]?.startsWith("!")) return;
    const first = open.findIndex(({ seen }) => seen === undefined);
    // One that the client sends again after a cut: the answer to the last one counts.
    open.splice(first >= 0 ? first : open.length - 1, 1, { seen: tokens.map(acquisitionOf) });
  }

  #ends(open: ForcedRelease[], script: string, name: string, token: string, freed: boolean): void {
    const at = open.findIndex(({ seen }) => seen?.includes(token));
    // Where its holder has changed the mode meanwhile, another script follows.
    if (at < 0 || (script === "RELEASE" && !freed)) return;
    const left = open[at]?.seen?.filter((each) => each !== token) ?? [];
    open.splice(at, 1, ...(left.length > 0 ? [{ seen: left }] : []));
    if (freed) this.#force(name, token);
  }

  #force(name: string, token: string): void {
    const [owner = ""] = token.split("_");
    this.#forcedAt.set(keyOf(owner, name), this.#now());
    this.#forcedAt.set(keyOf(token, name), this.#now());
    for (const hold of this.#holds) {
      if (hold.name !== name || hold.member.process.name !== owner) continue;
      if (hold.isOf(token)) hold.taintedAt ??= this.#now();
    }
  }
}

function keyOf(process: string, name: string): string {
  return `${process} ${name}`;
}

function tokensIn(reply: Reply | undefined): string[] {
  const all = Array.isArray(reply) ? reply : [reply];
  return all.filter((token) => typeof token === "string" && token !== "");
}
