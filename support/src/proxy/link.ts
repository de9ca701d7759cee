import { connect, type Socket } from "node:net";
import { Lane, type LanePolicy } from "./lane.js";

export type Direction = "toServer" | "toClient";

export interface LinkOptions {
  readonly client: Socket;
  readonly target: { readonly host: string; readonly port: number };
  readonly policies: Readonly<Record<Direction, LanePolicy>>;
  readonly count: (direction: Direction, chunk: Buffer) => void;
  readonly closed: () => void;
}

/** One connection through the proxy: the client's socket, the server's, and a lane each way. */
export class Link {
  readonly #client: Socket;
  readonly #sockets: readonly Socket[];
  readonly #lanes: readonly Lane[];
  readonly #toServer: Lane;
  readonly #toClient: Lane;
  /** Whether its client has ever subscribed. */
  subscriber = false;

  constructor({ client, target, policies, count, closed }: LinkOptions) {
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#client = client;
    this.#sockets = [client, server];
    this.#toServer = new Lane(client, server, policies.toServer, (chunk) => {
      this.subscriber ||= /\r\nsubscribe\r\n/i.test(chunk.toString("latin1"));
      count("toServer", chunk);
    });
    this.#toClient = new Lane(server, client, policies.toClient, (chunk) => {
      count("toClient", chunk);
    });
    this.#lanes = [this.#toServer, this.#toClient];
    const ends = this.#sockets.map((socket) => new Promise((end) => socket.once("close", end)));
    void Promise.all(ends).then(closed);
  }

  /** Whether bytes of it were swallowed. */
  get broken(): boolean {
    return this.#lanes.some(({ lost }) => lost);
  }

  /** Its client hears nothing from now on, and is not told of it. */
  mute(): void {
    this.#toClient.mute();
  }

  /** Neither side hears the other from now on, nor its end. */
  silence(): void {
    for (const lane of this.#lanes) lane.mute();
  }

  update(): void {
    for (const lane of this.#lanes) lane.update();
  }

  /** Ends both sides at once, by a reset. */
  cut(): void {
    for (const lane of this.#lanes) lane.close();
    for (const socket of this.#sockets) reset(socket);
  }

  /** Ends the client's side at once; what it has sent arrives once `late` has settled. */
  cutBehind(late: Promise<unknown>): void {
    this.#toClient.close();
    reset(this.#client);
    void this.#toServer.outlive(late);
  }
}

/**
 * Node 20 cannot reset a socket that is about to send its end: it leaves the handle open, emits no "close", and the
 * process spins when it is to exit.
 */
function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
