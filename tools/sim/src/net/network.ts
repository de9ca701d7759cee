import { isIP, isIPv4, isIPv6 } from "node:net";
import type { Random } from "@lockwire/harness";
import type { SimProcess } from "../process/sim-process.js";
import type { Scheduler } from "../world/scheduler.js";
import type { Host } from "./host.js";
import type { Delay } from "./lane.js";
import { Link } from "./link.js";
import { SimSocket } from "./sim-socket.js";

/** All connections between the processes and the servers. */
export class Network {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #hosts = new Map<number, Host>();
  readonly #links = new Set<Link>();
  delay: Delay;
  /** Is told of every message from a process to a server. */
  onSend: ((link: Link) => void) | undefined;

  constructor(scheduler: Scheduler, random: Random, delay: Delay) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.delay = delay;
  }

  add(host: Host): void {
    this.#hosts.set(host.port, host);
  }

  /** Those that a process still has. */
  linksOf(process: SimProcess): Link[] {
    return [...this.links].filter(({ socket }) => socket.process === process);
  }

  get links(): ReadonlySet<Link> {
    for (const link of this.#links) {
      if (link.socket.destroyed && !link.open) this.#links.delete(link);
    }
    return this.#links;
  }

  /** What a process gets for `require("net")`. */
  moduleOf(process: SimProcess): object {
    const createConnection = ({ port }: { port: number }) => this.#dial(process, port);
    return { createConnection, connect: createConnection, isIP, isIPv4, isIPv6 };
  }

  #dial(process: SimProcess, port: number): SimSocket {
    const host = this.#hosts.get(port);
    if (!host) throw new Error(`nobody is at port ${port}`);
    const socket = new SimSocket(process, port);
    const random = this.#random.fork();
    const link = new Link({ scheduler: this.#scheduler, random, delay: this.delay, host, socket });
    socket.attach(link);
    this.#links.add(link);
    link.toServer.onSend = () => this.onSend?.(link);
    link.dial();
    return socket;
  }
}
