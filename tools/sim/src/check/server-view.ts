import { SortedSet } from "../redis/sorted-set.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";

/** A waiter's place in a queue. */
export interface QueueEntry {
  readonly text: string;
  readonly token: string;
  readonly owner: Member | undefined;
}

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
      const token = text.split(" ").at(-1) ?? "";
      return { text, token, owner: this.owner(token) };
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

  get #keys() {
    const { redis } = this.#stage.host;
    redis.tick();
    return redis.keys;
  }
}

function lockKey(name: string): string {
  return `lockwire:{${name}}`;
}

function queueKey(name: string): string {
  return `${lockKey(name)}:queue`;
}
