import type { Link } from "../net/link.js";
import type { Kept } from "../redis/keyspace.js";
import type { MemoryRedis } from "../redis/memory-redis.js";
import { SortedSet } from "../redis/sorted-set.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { acquisitionOf } from "../stage/token.js";

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
  /** The number of the last change that its holder has made. */
  readonly changes: number;
}

/** How a lock's key says that several hold the lock, or will. */
const SEVERAL = /^!(shared|limited)([+ ]?)(\S*)/;

/** A lock as it was read, which it is until one of the keys changes or expires, or a lease ends. Times are in ms. */
interface Reading {
  readonly redis: MemoryRedis;
  readonly changes: number;
  readonly from: number;
  readonly until: number;
  readonly token: string | undefined;
  readonly expireAt: number | undefined;
  readonly mode: "shared" | "limited" | undefined;
  readonly slots: readonly SlotEntry[];
  readonly misnamed: string | undefined;
  readonly tokens: readonly string[];
  readonly queue: readonly QueueEntry[];
}

/** What the server knows of the locks at this moment, as the checks need it. */
export class ServerView {
  readonly #stage: Stage;
  readonly #readings = new Map<string, Reading>();

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
    return this.#read(name).token;
  }

  /** How several hold it; undefined where one does, or nobody. */
  modeOf(name: string): "shared" | "limited" | undefined {
    return this.#read(name).mode;
  }

  /** Of several holders, those whose leases have not ended. */
  slots(name: string): readonly SlotEntry[] {
    return this.#read(name).slots;
  }

  /** The number of the last change that a token has made to its lease; undefined where it does not have the lock. */
  changesOf(name: string, token: string): number | undefined {
    if (this.modeOf(name) !== undefined)
      return this.slots(name).find((slot) => slot.token === token)?.changes;
    const held = this.token(name) ?? "";
    return acquisitionOf(held) === token ? Number(held.slice(token.length + 1)) : undefined;
  }

  /** A slot that is recorded for a token which now has another one: to reuse it would delete that token's entry. */
  misnamed(name: string): string | undefined {
    return this.#read(name).misnamed;
  }

  /** Who has the lock, or was granted it, by token. */
  tokens(name: string): readonly string[] {
    return this.#read(name).tokens;
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
    const { expireAt } = this.#read(name);
    return expireAt === undefined
      ? Number.POSITIVE_INFINITY
      : expireAt - this.#stage.host.redis.time;
  }

  queue(name: string): readonly QueueEntry[] {
    return this.#read(name).queue;
  }

  /** Whether somebody is subscribed to the client's channel. */
  hears(client: string): boolean {
    return this.#stage.host.redis.pubSub.channels.has(`lockwire:@${client}`);
  }

  /** The connections that are subscribed to the client's channel. */
  linksTo(client: string): Link[] {
    const { host } = this.#stage;
    const sessions = host.redis.pubSub.channels.get(`lockwire:@${client}`) ?? [];
    return [...sessions].flatMap((session) => host.connectionOf(session)?.link ?? []);
  }

  /** Whether the last command has published something on the client's channel. */
  wasTold(client: string): boolean {
    return this.#stage.host.redis.pubSub.published.includes(`lockwire:@${client}`);
  }

  /** Whose token it is: a simulated process puts its own name before each. */
  owner(token: string): Member | undefined {
    return this.#stage.fleet.named(token.split("_")[0] ?? "");
  }

  #read(name: string): Reading {
    const { redis } = this.#stage.host;
    redis.tick();
    const known = this.#readings.get(name);
    if (
      known?.redis === redis &&
      known.changes === redis.keys.changes &&
      known.from <= redis.time &&
      redis.time < known.until
    )
      return known;
    const reading = this.#readAnew(name, redis);
    this.#readings.set(name, reading);
    return reading;
  }

  #readAnew(name: string, redis: MemoryRedis): Reading {
    const { keys, time } = redis;
    const lock = keys.get(lockKey(name));
    const slotted = keys.get(`${lockKey(name)}:slots`);
    const hash = keys.get(`${lockKey(name)}:holders`);
    const holders = hash?.value instanceof Map ? hash.value : new Map<string, string>();
    const queued = keys.get(queueKey(name));
    const token = typeof lock?.value === "string" ? lock.value : undefined;
    const [, several, sign, named] = SEVERAL.exec(token ?? "") ?? [];
    const mode = sign === "+" ? undefined : (several as "shared" | "limited" | undefined);
    const slots = mode ? slotsOf(slotted, holders, time) : [];
    const ends = [lock, slotted, hash, queued].flatMap((kept) => kept?.expireAt ?? []);
    return {
      redis,
      changes: keys.changes,
      from: time,
      until: Math.min(...ends, ...slots.map((slot) => slot.ends)),
      token,
      expireAt: lock?.expireAt,
      mode,
      slots,
      misnamed: mode && misnamedIn(holders),
      tokens: mode ? slots.flatMap((slot) => slot.token ?? []) : [named ?? token ?? []].flat(),
      queue: this.#entriesOf(queued),
    };
  }

  #entriesOf(queued: Kept | undefined): QueueEntry[] {
    if (!(queued?.value instanceof SortedSet)) return [];
    return queued.value.sorted.map(({ member: text }) => {
      const [, , , token = "", wish = ""] = text.split(" ");
      return { text, token, wish, owner: this.owner(token) };
    });
  }
}

/** Who has which slot, as a hash has it: tokens by slot, and slots by token. */
type Holders = ReadonlyMap<string, string>;

function slotsOf(slots: Kept | undefined, holders: Holders, now: number): SlotEntry[] {
  if (!(slots?.value instanceof SortedSet)) return [];
  return slots.value.sorted
    .filter(({ score }) => score > now)
    .map(({ member: slot, score: ends }) => {
      const token = holderOf(slot, holders);
      const [, changes = "0"] = holders.get(token ?? "")?.split(" ") ?? [];
      return { slot, token, ends, changes: Number(changes) };
    });
}

function misnamedIn(holders: Holders): string | undefined {
  for (const [slot, token] of holders) {
    const own = /^\d+$/.test(slot) ? holders.get(token) : undefined;
    if (own !== undefined && !own.startsWith(`${slot} `)) return slot;
  }
  return undefined;
}

/** Whose a slot is, if its holder has that slot and no other. */
function holderOf(slot: string, holders: Holders): string | undefined {
  const token = holders.get(slot);
  return token !== undefined && holders.get(token)?.startsWith(`${slot} `) ? token : undefined;
}

/** The client of waiters without a subscription: nobody knows whether one is alive, and nothing is told to them. */
export const UNSUBSCRIBED = "-";

/** The client in a waiter's entry. */
export function clientOf(entry: string): string {
  return entry.split(" ")[0] ?? "";
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
