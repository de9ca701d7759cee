import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { wishOf } from "../stage/words.js";
import { Recent } from "./recent.js";
import { READING } from "./script-replies.js";
import type { ServerView, SlotEntry } from "./server-view.js";

/** What the lock's key may end before the last of the leases by, in ms: both are rounded. */
const ROUNDING = 1;

/**
 * M, judged by the state after each script and at once: each slot has one holder and each holder one slot, nobody is let in
 * above its limit, and the lock's key keeps others out for as long as one of them holds.
 */
export class Slots implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #before = new Map<string, readonly SlotEntry[]>();
  /** The server's clock at the last step that may have changed something, in ms. */
  #time = Number.NEGATIVE_INFINITY;
  /** What each token was asked for with, as far as its attempts or its place in the queue have told. */
  readonly #wishes = new Recent<string>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    const { script, args, alone } = run;
    if (script === "ACQUIRE_SLOT") this.#wishes.set(`${args[0]}`, `${args[3]}`);
    if (script === "DOWNGRADE") this.#wishes.set(`${args[0]}`, wishOf({ mode: "shared" }));
    if (READING.has(script)) return;
    const { time } = this.#stage.host.redis;
    const wentBack = time < this.#time;
    this.#time = time;
    for (const name of this.#stage.names) {
      const slots = this.#view.slots(name);
      const before = this.#before.get(name) ?? [];
      const tokens = slots.flatMap(({ token }) => token ?? []);
      this.#before.set(name, slots);
      if (slots.length === 0 || !alone || this.#isBroken(name)) continue;
      this.#judgeKey(name, slots);
      this.#judgeTokens(name, tokens, slots.length);
      // A token whose lease has ended may get a slot again. If the clock was set back, its old lease may run again instead.
      const stayed = before.filter(({ ends }) => ends > time);
      if (!wentBack) this.#judgeNew(name, slots, new Set(stayed.map(({ token = "" }) => token)));
      this.#judgeRenewal(run, name, before, slots);
    }
  }

  /** A renewal that arrives late, behind one for longer, shortens nothing: the holder counts on the later end. */
  #judgeRenewal(
    { script, args, reply }: ScriptRun,
    name: string,
    before: readonly SlotEntry[],
    slots: readonly SlotEntry[],
  ): void {
    const [token = "", , change, shorten] = args;
    if (script !== "RENEW_SLOT" || reply !== 1) return;
    const [was, is] = [before, slots].map((all) => all.find((slot) => slot.token === token));
    if (!was || !is || is.ends >= was.ends) return;
    if (shorten !== undefined && Number(change) > was.changes) return;
    const lost = was.ends - is.ends;
    throw new Violation(
      "M",
      `a late renewal of ${token} ends its slot of ${name} ${lost} ms earlier`,
    );
  }

  /** Keys that were evicted, or come from an older copy, need not agree with each other until all of them have ended. */
  #isBroken(name: string): boolean {
    const since = this.#stage.scheduler.now - this.#stage.longestTerm * 1_000;
    return this.#stage.disturbances.brokeExclusion(name, since);
  }

  #judgeKey(name: string, slots: readonly SlotEntry[]): void {
    const left = Math.max(...slots.map(({ ends }) => ends)) - this.#stage.host.redis.time;
    if (this.#view.ttl(name) >= left - ROUNDING) return;
    const short = left - this.#view.ttl(name);
    throw new Violation("M", `the key of ${name} ends ${short} ms before the last of its holders`);
  }

  #judgeTokens(name: string, tokens: readonly string[], slots: number): void {
    const twice = tokens.find((token, at) => tokens.indexOf(token) !== at);
    if (twice) throw new Violation("M", `${twice} has two slots of ${name}`);
    const slot = this.#view.misnamed(name);
    if (slot)
      throw new Violation("Z", `slot ${slot} of ${name} is its last holder's, who has another`);
    if (tokens.length < slots) throw new Violation("Z", `a slot of ${name} is nobody's`);
  }

  /** Whoever was let in last fitted beside all the others. */
  #judgeNew(name: string, slots: readonly SlotEntry[], before: ReadonlySet<string>): void {
    const added = slots.filter(({ token = "" }) => !before.has(token));
    const limits = added.flatMap(({ slot, token = "" }) => {
      const limit = Number(this.#wishes.get(token));
      if (Number.isNaN(limit)) return [];
      if (Number(slot) < limit) return [limit];
      throw new Violation("M", `${token} has slot ${slot} of ${limit} of ${name}`);
    });
    if (limits.length === 0 || slots.length <= Math.max(...limits)) return;
    throw new Violation("M", `${slots.length} slots of ${name} are taken, of ${limits.join(", ")}`);
  }
}
