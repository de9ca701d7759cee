import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** What the locks protect, as its user sees it. */
export class ResourceClient {
  readonly #port: number;
  readonly #waiting: ((answer: string) => void)[] = [];
  #socket: Promise<Socket> | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** False: the resource has seen a higher fence. */
  async enter(name: string, fence: number, until: number): Promise<boolean> {
    return (await this.#ask({ do: "enter", name, fence, until })) === "ok";
  }

  async leave(name: string, fence: number): Promise<void> {
    await this.#ask({ do: "leave", name, fence });
  }

  async close(): Promise<void> {
    (await this.#socket)?.destroy();
  }

  async #ask(question: object): Promise<string> {
    this.#socket ??= this.#open();
    const socket = await this.#socket;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      socket.write(`${JSON.stringify(question)}\n`);
    });
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true });
    await once(socket, "connect");
    createInterface(socket).on("line", (line) => this.#waiting.shift()?.(line));
    return socket;
  }
}
