import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Lock } from "@lockwire/core";
import type { Question } from "../stage/resource.js";

/** What the locks protect, as its user sees it. */
export class ResourceClient {
  readonly #port: number;
  readonly #waiting: ((answer: string) => void)[] = [];
  #socket: Promise<Socket> | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** False: the resource has seen a higher fence. */
  async enter(lock: Lock, until: number): Promise<boolean> {
    return (await this.#ask({ do: "enter", ...partOf(lock), until })) === "ok";
  }

  async leave(lock: Lock): Promise<void> {
    await this.#ask({ do: "leave", ...partOf(lock), until: 0 });
  }

  async close(): Promise<void> {
    (await this.#socket)?.destroy();
  }

  async #ask(question: Question): Promise<string> {
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

/** What a lock protects: each place of a limit is a resource of its own. */
function partOf({ name, slot, fence, mode }: Lock): Pick<Question, "name" | "fence" | "shared"> {
  return {
    name: slot === undefined ? name : `${name} slot ${slot}`,
    fence,
    shared: mode === "shared",
  };
}
