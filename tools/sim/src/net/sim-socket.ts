import { EventEmitter } from "node:events";
import type { SimProcess } from "../process/sim-process.js";
import { Timer } from "../process/timers.js";
import type { Link } from "./link.js";

/** A `net.Socket`, as far as ioredis uses one. */
export class SimSocket extends EventEmitter {
  readonly process: SimProcess;
  connecting = true;
  destroyed = false;
  writable = true;
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort: number;
  #link: Link | undefined;
  #corks = 0;
  #corked: string[] = [];
  #idle: Timer | undefined;
  #ended = false;

  constructor(process: SimProcess, port: number) {
    super();
    this.process = process;
    this.remotePort = port;
  }

  /** What it is one end of. */
  attach(link: Link): void {
    this.#link = link;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.#idle?.close();
    this.#idle = undefined;
    if (ms > 0 && callback) this.#idle = new Timer(this.process, callback, ms, [], false);
    return this;
  }

  cork(): void {
    this.#corks += 1;
  }

  uncork(): void {
    this.#corks -= 1;
    if (this.#corks > 0 || this.#corked.length === 0) return;
    const bytes = this.#corked.join("");
    this.#corked = [];
    this.#link?.toServer.send(bytes);
  }

  write(data: string | Buffer): boolean {
    if (!this.writable) return false;
    const bytes = latin(data);
    if (this.#corks > 0) this.#corked.push(bytes);
    else this.#link?.toServer.send(bytes);
    return true;
  }

  end(): this {
    if (this.#ended || this.destroyed) return this;
    this.#ended = true;
    this.writable = false;
    this.#link?.closedByClient();
    // The server closes its side as soon as it hears of it.
    this.process.nextTick(() => this.#close(false));
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    if (!this.#ended) this.#link?.closedByClient();
    this.#ended = true;
    this.#shut();
    this.process.nextTick(() => {
      if (error) this.emit("error", error);
      this.emit("close", error !== undefined);
    });
    return this;
  }

  connected(): void {
    this.process.post(() => {
      if (this.destroyed) return;
      this.connecting = false;
      this.emit("connect");
      this.emit("ready");
    });
  }

  refused(): void {
    this.failed("ECONNREFUSED");
  }

  receive(bytes: string): void {
    this.process.post(() => {
      if (this.destroyed) return;
      this.#idle?.refresh();
      this.emit("data", Buffer.from(bytes, "latin1"));
    });
  }

  /** The other side has closed. */
  ended(): void {
    this.process.post(() => {
      if (this.destroyed) return;
      this.emit("end");
      this.#close(false);
    });
  }

  failed(code: "ECONNRESET" | "ECONNREFUSED" | "ETIMEDOUT"): void {
    this.process.post(() => {
      if (this.destroyed) return;
      const [syscall, what] = code === "ECONNREFUSED" ? ["connect", "connect"] : ["read", "read"];
      const message = `${what} ${code}${syscall === "connect" ? ` 127.0.0.1:${this.remotePort}` : ""}`;
      this.#shut();
      this.emit("error", Object.assign(new Error(message), { code, syscall }));
      this.emit("close", true);
    });
  }

  #close(hadError: boolean): void {
    if (this.destroyed) return;
    this.#shut();
    if (!this.#ended) this.#link?.closedByClient();
    this.#ended = true;
    this.emit("close", hadError);
  }

  #shut(): void {
    this.destroyed = true;
    this.writable = false;
    this.connecting = false;
    this.#idle?.close();
  }
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

function latin(data: string | Buffer): string {
  if (typeof data !== "string") return data.toString("latin1");
  return BEYOND_ASCII.test(data) ? Buffer.from(data).toString("latin1") : data;
}
