import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import type { Script } from "../src/scripts/script.js";
import {
  ACQUIRE,
  ACQUIRE_SLOT,
  DOWNGRADE,
  HOLDER,
  HOLDERS,
  PEEK,
  RELEASE,
  RELEASE_IN,
  RELEASE_SIGNAL,
  RELEASE_SLOT,
  RENEW,
  RENEW_SLOT,
  TRANSFER,
  TRANSFER_SLOT,
  UPGRADE,
} from "../src/scripts/scripts.js";

const KEYS = ["lock", "fence", "queue", "slots", "holders"];
const CHANNELS = "client@";
/** The client's clock, long before every server's. */
export const CONTEXT = `1000 ${CHANNELS}`;

type Queueing = "subscribed" | "unsubscribed" | "";

/** The scripts on a real server, with a client `alive` that is subscribed to its grants. */
export class ScriptStage implements AsyncDisposable {
  readonly server: RedisServer;
  readonly redis: Redis;
  /** What the client `alive`, and who listens to the lock's channel, has heard: channel and message. */
  readonly heard: string[] = [];
  readonly #subscriber: Redis;

  private constructor(server: RedisServer) {
    this.server = server;
    this.redis = new Redis(server.url);
    this.#subscriber = new Redis(server.url);
  }

  static async start(): Promise<ScriptStage> {
    const stage = new ScriptStage(await startRedis());
    stage.#subscriber.on("message", (channel, text) => stage.heard.push(`${channel} ${text}`));
    await stage.#subscriber.subscribe(`${CHANNELS}alive`, "lock", "channel");
    return stage;
  }

  async reset(): Promise<void> {
    await this.redis.flushall();
    this.heard.length = 0;
  }

  run(script: Script, ...args: (string | number)[]): Promise<unknown> {
    return this.redis.eval(script.source, KEYS.length, ...KEYS, ...args);
  }

  acquire(token: string, entry = "", queueing: Queueing = entry === "" ? "" : "subscribed") {
    const queue = entry === "" ? [] : [entry, queueing];
    return this.run(ACQUIRE, token, 5_000, CONTEXT, ...queue);
  }

  renew(token: string, ttl: number, ...change: (number | "shorten")[]) {
    return this.run(RENEW, token, ttl, ...change);
  }

  release(token: string, entry = "", ...announcement: string[]) {
    return this.run(RELEASE, token, CONTEXT, entry, ...announcement);
  }

  releaseIn(token: string, ms: number, entry = "", ...announcement: string[]) {
    return this.run(RELEASE_IN, token, CONTEXT, entry, ms, ...announcement);
  }

  transfer(from: string, to: string, ...queue: string[]) {
    return this.run(TRANSFER, from, to, 4_000, CONTEXT, ...queue);
  }

  /** @param wish `shared`, or a limit. */
  acquireSlot(token: string, wish: string | number, entry = "", ttl = 5_000) {
    const queue =
      entry === "" ? [] : [entry, entry.startsWith("- ") ? "unsubscribed" : "subscribed"];
    return this.run(ACQUIRE_SLOT, token, ttl, CONTEXT, wish, ...queue);
  }

  renewSlot(token: string, ttl: number, change = 0, ...shorten: "shorten"[]) {
    return this.run(RENEW_SLOT, token, ttl, change, ...shorten);
  }

  releaseSlot(token: string, entry = "") {
    return this.run(RELEASE_SLOT, token, CONTEXT, entry);
  }

  transferSlot(from: string, to: string, ttl = 4_000) {
    return this.run(TRANSFER_SLOT, from, to, ttl, CONTEXT);
  }

  downgrade(token: string, change = 1) {
    return this.run(DOWNGRADE, token, change, CONTEXT);
  }

  upgrade(token: string, change = 1) {
    return this.run(UPGRADE, token, change, CONTEXT);
  }

  holders() {
    return this.run(HOLDERS);
  }

  peek() {
    return this.run(PEEK);
  }

  holder() {
    return this.run(HOLDER);
  }

  /** The list is the fourth key. */
  releaseSignal(token: string) {
    return this.run(RELEASE_SIGNAL, token, CONTEXT, "");
  }

  /** Queues these entries in their order. */
  async queue(...entries: string[]): Promise<void> {
    for (const [place, entry] of entries.entries()) await this.redis.zadd("queue", place, entry);
  }

  queued(): Promise<string[]> {
    return this.redis.zrange("queue", "0", "-1");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.redis.disconnect();
    this.#subscriber.disconnect();
    await this.server.stop();
  }
}
