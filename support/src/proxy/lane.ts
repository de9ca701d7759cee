import type { Socket } from "node:net";
import { preciseTimer } from "./precise-timer.js";

/** What a proxy does with the bytes of one direction. */
export interface LanePolicy {
  /** Milliseconds that each chunk is on its way. */
  delay: number;
  mode: "pass" | "drop" | "stall";
}

interface Parcel {
  /** Undefined stands for the end of the stream. */
  readonly chunk: Buffer | undefined;
  readonly dueAt: number;
}

/** One direction of one connection: chunks in order, late, held back or lost, as its policy says. */
export class Lane {
  /** A stream with a hole in it cannot go on: the bytes after the hole would be misread. */
  lost = false;
  #policy: LanePolicy;
  readonly #target: Socket;
  readonly #parcels: Parcel[] = [];
  #mute = false;
  /** Stops what waits for the next chunk to be due. */
  #stop: (() => void) | undefined;

  constructor(source: Socket, target: Socket, policy: LanePolicy, count: (chunk: Buffer) => void) {
    this.#policy = policy;
    this.#target = target;
    source.on("data", (chunk: Buffer) => {
      count(chunk);
      this.#take(chunk);
    });
    source.on("end", () => this.#take(undefined));
    source.on("error", () => this.#take(undefined));
  }

  /** To be called when the policy has changed. */
  update(): void {
    this.#stop?.();
    this.#deliver();
  }

  /** Swallows everything from now on, whatever the policy says. */
  mute(): void {
    this.#mute = true;
  }

  /** Its source is gone: what it has sent arrives once `late` has settled, and the end of the stream behind it. */
  async outlive(late: Promise<unknown>): Promise<void> {
    const policy: LanePolicy = { delay: 0, mode: "stall" };
    this.#policy = policy;
    this.#take(undefined);
    await Promise.allSettled([late]);
    policy.mode = "pass";
    this.update();
  }

  close(): void {
    this.#stop?.();
    this.#parcels.length = 0;
  }

  #take(chunk: Buffer | undefined): void {
    if (this.#mute || this.#policy.mode === "drop") {
      this.lost = true;
      return;
    }
    this.#parcels.push({ chunk, dueAt: performance.now() + this.#policy.delay });
    if (!this.#stop) this.#deliver();
  }

  #deliver(): void {
    this.#stop = undefined;
    if (this.#policy.mode === "stall") return;
    for (let parcel = this.#parcels[0]; parcel; parcel = this.#parcels[0]) {
      const wait = parcel.dueAt - performance.now();
      if (wait > 0) {
        this.#stop = preciseTimer(wait, () => this.#deliver());
        return;
      }
      this.#parcels.shift();
      this.#send(parcel.chunk);
    }
  }

  #send(chunk: Buffer | undefined): void {
    if (!this.#target.writable) return;
    if (chunk) this.#target.write(chunk);
    else this.#target.end();
  }
}
