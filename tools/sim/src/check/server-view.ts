import { SortedSet } from "../redis/sorted-set.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";

/** A waiter's place in a queue. */
export interface QueueEntry {
  readonly text: string;
  readonly token: string;
  /** `shared`, a limit, or nothing. */
  readonly wish: string;
  readonly owner: Member | undefined;
}

/** One of several who hold a lock. */
export interface SlotEntry {
  readonly slot: string;
  /** Undefined where nothing says whose it is. */
  readonly token: string | undefined;
  /** When its lease ends, in ms by the server's clock. */
  readonly ends: number;
}

/** How a lock's key says that several hold the lock, or will. */
const SEVERAL = /^!(shared|limited)([+ ]?)(\S*)/;

/** What the server knows of the locks at this moment, as the checks need it. */
export class ServerView {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Whether there is a server that answers. */
  get up(): boolean {
    const { host } = this.#stage;
    return host.up && !host.stopped && !host.refuses;
  }

  /** The token at a lock's key. */
  token(name: string): string | undefined {
    const value = this.#keys.get(lockKey(name))?.value;
    return typeof value === "string" ? value : undefined;
  }

  /** How several hold it; undefined where one does, or nobody. */
  modeOf(name: string): "shared" | "limited" | undefined {
    const [, mode, sign] = SEVERAL.exec(this.token(name) ?? "") ?? [];
    return sign === "+" ? undefined : (mode as "shared" | "limited" | undefined);
  }

  /** Of several holders, those whose leases have not ended. */
  slots(name: string): SlotEntry[] {
    const [slots, holders] = [this.#keys.get(`${lockKey(name)}:slots`), this.#holders(name)];
    if (this.modeOf(name) === undefined || !(slots?.value instanceof SortedSet)) return [];
    const now = Math.floor(this.#stage.host.redis.time);
    return slots.value.sorted
      .filter(({ score }) => score > now)
      .map(({ member: slot, score: ends }) => ({ slot, token: holderOf(slot, holders), ends }));
  }

  /** Who has the lock, or was granted it, by token. */
  tokens(name: string): string[] {
    const token = this.token(name);
    if (token === undefined) return [];
    if (this.modeOf(name)) return this.slots(name).flatMap((slot) => slot.token ?? []);
    return [SEVERAL.exec(token)?.[3] ?? token];
  }

  /** How long a token's lease has left, in ms; Infinity where it has none of its own. */
  left(name: string, token: string): number {
    if (this.modeOf(name) === undefined) return this.ttl(name);
    const slot = this.slots(name).find((each) => each.token === token);
    return slot ? slot.ends - this.#stage.host.redis.time : Number.POSITIVE_INFINITY;
  }

  /** Whether one who wants it so fits beside those that have it now; false where it is one's alone, or free. */
  fits(name: string, wish: string): boolean {
    const mode = this.modeOf(name);
    if (mode === undefined) return false;
    const taken = this.slots(name).length;
    if (taken === 0 || wish === "") return taken === 0;
    return wish === "shared" ? mode === "shared" : mode === "limited" && taken < Number(wish);
  }

  /** What the lease has left, in ms. */
  ttl(name: string): number {
    const expireAt = this.#keys.get(lockKey(name))?.expireAt;
    return expireAt === undefined
      ? Number.POSITIVE_INFINITY
      : expireAt - this.#stage.host.redis.time;
  }

  /** Whether somebody is subscribed to what a client is told on. */
  hears(client: string): boolean {
    return this.#stage.host.redis.pubSub.channels.has(`lockwire:@${client}`);
  }

  queue(name: string): QueueEntry[] {
    const value = this.#keys.get(queueKey(name))?.value;
    if (!(value instanceof SortedSet)) return [];
    return value.sorted.map(({ member: text }) => {
      const [, , , token = "", wish = ""] = text.split(" ");
      return { text, token, wish, owner: this.owner(token) };
    });
  }

  /** Whose token it is: a simulated process puts its own name before each. */
  owner(token: string): Member | undefined {
    return this.#stage.fleet.named(token.split("_")[0] ?? "");
  }

  /** Every key but the fences. */
  leftovers(): string[] {
    return this.#keys.names().filter((key) => !key.endsWith(":fence"));
  }

  #holders(name: string): ReadonlyMap<string, string> | undefined {
    const value = this.#keys.get(`${lockKey(name)}:holders`)?.value;
    return value instanceof Map ? value : undefined;
  }

  get #keys() {
    const { redis } = this.#stage.host;
    redis.tick();
    return redis.keys;
  }
}

/** Whose a slot is, if its holder has that slot and no other. */
function holderOf(slot: string, holders?: ReadonlyMap<string, string>): string | undefined {
  const token = holders?.get(slot);
  return token !== undefined && holders?.get(token)?.startsWith(`${slot} `) ? token : undefined;
}

/** The token in a waiter's entry: `client place ttl token`, then what it wants. */
export function tokenOf(entry: string): string {
  return entry.split(" ")[3] ?? "";
}

function lockKey(name: string): string {
  return `lockwire:{${name}}`;
}

function queueKey(name: string): string {
  return `${lockKey(name)}:queue`;
}
