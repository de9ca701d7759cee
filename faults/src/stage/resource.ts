import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { monotonic } from "../history/clock.js";
import type { Recorder } from "../history/recorder.js";

interface Question {
  readonly do: "enter" | "leave";
  readonly name: string;
  readonly fence: number;
  /** The holder's own deadline. */
  readonly until: number;
}

/** What the locks protect: it refuses a fence lower than one it has seen, and notes when two are in it at once. */
export class Resource {
  readonly #recorder: Recorder;
  readonly #server: Server;
  readonly #highest = new Map<string, number>();
  readonly #inside = new Map<string, Question>();
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
      for (const question of mine) this.#leave(question);
    });
  }

  #answer(question: Question, mine: Set<Question>): "ok" | "stale" {
    if (question.do === "leave") {
      this.#leave(question);
      return "ok";
    }
    const { name, fence } = question;
    if (fence <= (this.#highest.get(name) ?? 0)) {
      this.#recorder.note({ event: "stale", name, fence });
      return "stale";
    }
    const other = this.#inside.get(name);
    if (other && other.until > monotonic()) {
      this.#recorder.note({ event: "overlap", name, fences: [other.fence, fence] });
    }
    this.#highest.set(name, fence);
    this.#inside.set(name, question);
    mine.add(question);
    return "ok";
  }

  #leave({ name, fence }: Question): void {
    if (this.#inside.get(name)?.fence === fence) this.#inside.delete(name);
  }
}
