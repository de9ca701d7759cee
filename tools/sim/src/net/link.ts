import type { Random } from "@lockwire/harness";
import { CommandReader } from "../redis/resp.js";
import type { Scheduler } from "../world/scheduler.js";
import type { Host, HostConnection } from "./host.js";
import { type Delay, Lane } from "./lane.js";
import type { SimSocket } from "./sim-socket.js";

export interface LinkParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly delay: Delay;
  readonly host: Host;
  readonly socket: SimSocket;
}

/** One TCP connection between a process and a server. */
export class Link {
  readonly socket: SimSocket;
  readonly host: Host;
  readonly toServer: Lane;
  readonly toClient: Lane;
  readonly #scheduler: Scheduler;
  #connection: HostConnection | undefined;
  readonly #reader = new CommandReader();
  #serverGone = false;
  /** Neither side hears of the other's end. */
  #dark = false;

  constructor({ scheduler, random, delay, host, socket }: LinkParts) {
    this.#scheduler = scheduler;
    this.host = host;
    this.socket = socket;
    this.toServer = new Lane(scheduler, random, delay, (bytes) => this.#atServer(bytes));
    this.toClient = new Lane(scheduler, random, delay, (bytes) => socket.receive(bytes));
  }

  /** Whether the server still has it. */
  get open(): boolean {
    return this.#connection !== undefined && !this.#serverGone;
  }

  /** Nothing is under way, in neither direction. */
  get idle(): boolean {
    return this.toServer.idle && this.toClient.idle;
  }

  /** Whether messages pass both ways in the usual time. */
  get passes(): boolean {
    return this.open && this.toServer.passes && this.toClient.passes;
  }

  get session() {
    return this.#connection?.session;
  }

  /** The handshake: undefined while it is lost on its way. */
  dial(): void {
    if (this.host.silent) return;
    const there = this.toServer.delay();
    this.#scheduler.after(there, () => {
      if (this.host.silent) return;
      const back = this.toClient.delay();
      const refused = this.host.refuses;
      if (!refused) this.#connection = this.host.accept(this);
      this.#scheduler.after(back, () =>
        refused ? this.socket.refused() : this.socket.connected(),
      );
    });
  }

  /** The process closes its side: what it has sent before still arrives. */
  closedByClient(): void {
    this.toClient.close();
    if (this.#dark) return;
    this.#scheduler.at(this.toServer.arrived, () => this.#endServer());
    this.toServer.close();
  }

  /** The server closes its side: what it has sent before still arrives. */
  closedByServer(): void {
    if (this.#serverGone) return;
    this.#endServer();
    this.toClient.close();
    if (this.#dark) return;
    this.#scheduler.at(this.toClient.arrived, () => this.socket.ended());
  }

  /**
   * The network cuts it: both sides hear of it, each in its time.
   *
   * @param late what is under way to the server arrives by so much later, in us; undefined: it is lost.
   */
  cut(clientHearsIn: number, late: number | undefined): void {
    this.toClient.lose();
    this.toClient.close();
    if (late === undefined) this.toServer.lose();
    else this.toServer.delayAll(late);
    this.toServer.close();
    this.#scheduler.at(this.toServer.arrived, () => this.#endServer());
    this.#scheduler.after(clientHearsIn, () => this.socket.failed("ECONNRESET"));
  }

  /** Nothing arrives from now on, either way, and neither side is told. */
  goDark(): void {
    this.#dark = true;
    this.toServer.lose();
    this.toServer.close();
    this.toClient.lose();
    this.toClient.close();
  }

  #atServer(bytes: string): void {
    if (this.#serverGone) return;
    for (const words of this.#reader.read(bytes)) this.#connection?.command(words);
  }

  #endServer(): void {
    if (this.#serverGone) return;
    this.#serverGone = true;
    this.#connection?.end();
  }
}
