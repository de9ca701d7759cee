import type { Member } from "../site/member.js";
import type { Site, SiteLock } from "../site/site.js";
import type { Order } from "../worker/messages.js";
import type { Board } from "./board.js";

const SIZE = 4;

/** The workers of one part. Whoever is left at its end is killed. */
export class Crew implements AsyncDisposable {
  readonly size = SIZE;
  readonly #living = new Map<string, Member>();
  #failure: unknown;

  constructor(site: Site, lock: SiteLock, board: Board) {
    for (let number = 1; number <= SIZE; number++) {
      const member = site.hire(lock, number, (label, report) => board.note(label, report));
      board.enter(member.label);
      this.#living.set(member.label, member);
      member.ended.catch((error: unknown) => {
        this.#failure ??= error;
      });
    }
  }

  /** @throws what ended a member that nobody had killed */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  start(): void {
    for (const member of this.#living.values()) member.order("work");
  }

  order(label: string, order: Order): void {
    this.#living.get(label)?.order(order);
  }

  async kill(label: string): Promise<void> {
    await this.#living.get(label)?.kill();
    this.#living.delete(label);
  }

  /** Resolves once all have come to an end. */
  async stop(): Promise<void> {
    const members = [...this.#living.values()];
    for (const member of members) member.order("stop");
    await Promise.all(members.map(({ ended }) => ended));
    this.#living.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#living.values()].map((member) => member.kill()));
  }
}
