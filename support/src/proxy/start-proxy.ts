import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { freePort } from "../server/free-port.js";
import type { LanePolicy } from "./lane.js";
import { type Direction, Link } from "./link.js";
import type { ProxyOptions, TcpProxy } from "./tcp-proxy.js";
import { newTraffic, type Traffic, tally } from "./traffic.js";

export async function startProxy({ target }: ProxyOptions): Promise<TcpProxy> {
  const proxy = new FaultyProxy(target, await freePort());
  await proxy.heal();
  return proxy;
}

const DIRECTIONS = ["toServer", "toClient"] as const;

class FaultyProxy implements TcpProxy {
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly #target: ProxyOptions["target"];
  readonly #links = new Set<Link>();
  readonly #policies: Record<Direction, LanePolicy> = {
    toServer: { delay: 0, mode: "pass" },
    toClient: { delay: 0, mode: "pass" },
  };
  #traffic = newTraffic();
  /** How many more connections are accepted and not answered. */
  #hanging = 0;
  #listener: Server | undefined;

  constructor({ host, port }: ProxyOptions["target"], ownPort: number) {
    this.#target = { host, port };
    this.port = ownPort;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  get connections(): number {
    return this.#links.size;
  }

  get traffic(): Readonly<Traffic> {
    return structuredClone(this.#traffic);
  }

  resetTraffic(): void {
    this.#traffic = newTraffic();
  }

  delay(ms: number, direction?: Direction): void {
    this.#change({ delay: ms }, direction);
  }

  stall(direction?: Direction): void {
    this.#change({ mode: "stall" }, direction);
  }

  flow(direction?: Direction): void {
    this.#change({ mode: "pass" }, direction);
  }

  drop(direction?: Direction): void {
    this.#change({ mode: "drop" }, direction);
  }

  silence(): void {
    for (const link of this.#links) link.silence();
  }

  hang(connections: number): void {
    this.#hanging = connections;
  }

  muteSubscribers(): void {
    for (const link of this.#links) if (link.subscriber) link.mute();
  }

  cut(late?: Promise<unknown>): void {
    for (const link of this.#links) {
      if (late) link.cutBehind(late);
      else link.cut();
    }
  }

  refuse(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  async heal(): Promise<void> {
    this.#hanging = 0;
    for (const link of this.#links) if (link.broken) link.cut();
    this.#change({ delay: 0, mode: "pass" });
    if (!this.#listener) await this.#listen();
  }

  async close(): Promise<void> {
    this.refuse();
    this.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #change(policy: Partial<LanePolicy>, direction?: Direction): void {
    for (const each of direction ? [direction] : DIRECTIONS)
      Object.assign(this.#policies[each], policy);
    for (const link of this.#links) link.update();
  }

  async #listen(): Promise<void> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.#traffic.opened++;
      const link = new Link({
        client,
        target: this.#target,
        policies: this.#policies,
        count: (direction, chunk) => tally(this.#traffic, direction, chunk),
        closed: () => this.#links.delete(link),
      });
      this.#links.add(link);
      if (this.#hanging > 0) {
        this.#hanging -= 1;
        link.silence();
      }
    });
    listener.listen(this.port, this.host);
    await once(listener, "listening");
    this.#listener = listener;
  }
}
