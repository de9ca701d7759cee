import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { monotonic } from "@lockwire/harness";
import type { Recorder } from "../history/recorder.js";

export interface Question {
  readonly do: "enter" | "leave";
  readonly name: string;
  readonly fence: number;
  /** Whether others may be in it that share as well, with the same fence. */
  readonly shared: boolean;
  /** The holder's own deadline. */
  readonly until: number;
}

/** What the locks protect: it refuses a fence lower than one it has seen, and notes when two are in it that must not be. */
export class Resource {
  readonly #recorder: Recorder;
  readonly #server: Server;
  readonly #highest = new Map<string, number>();
  readonly #inside = new Map<string, Set<Question>>();
  readonly #sockets = new Set<Socket>();

  private constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  static async start(recorder: Recorder): Promise<Resource> {
    const resource = new Resource(recorder);
    resource.#server.listen(0, "127.0.0.1");
    await once(resource.#server, "listening");
    return resource;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const mine = new Set<Question>();
    const lines = createInterface(socket);
    // A process that was killed resets its connection; `close` follows.
    lines.on("error", () => undefined);
    lines.on("line", (line) => {
      const question: Question = JSON.parse(line);
      socket.write(`${this.#answer(question, mine)}\n`);
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      for (const question of mine) this.#inside.get(question.name)?.delete(question);
    });
  }

  #answer(question: Question, mine: Set<Question>): "ok" | "stale" {
    const { name, fence, shared } = question;
    const inside = this.#inside.get(name) ?? new Set();
    this.#inside.set(name, inside);
    if (question.do === "leave") {
      leave(question, inside, mine);
      return "ok";
    }
    const highest = this.#highest.get(name) ?? 0;
    if (fence < highest || (fence === highest && !shared)) {
      this.#recorder.note({ event: "stale", name, fence });
      return "stale";
    }
    const others = [...inside].filter((other) => other.until > monotonic());
    for (const other of others.filter((other) => !(shared && other.shared))) {
      this.#recorder.note({ event: "overlap", name, fences: [other.fence, fence] });
    }
    this.#highest.set(name, fence);
    inside.add(question);
    mine.add(question);
    return "ok";
  }
}

/** Ends one visit of those that a process has made under this fence. */
function leave({ name, fence }: Question, inside: Set<Question>, mine: Set<Question>): void {
  const entered = [...mine].find((each) => each.name === name && each.fence === fence);
  if (entered === undefined) return;
  inside.delete(entered);
  mine.delete(entered);
}
