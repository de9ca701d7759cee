import type { ChannelPool } from "../../src/amqp/channel-pool.js";

type Receive = (message: unknown) => void;

/** What a broker does with the queue of the waiters for one lock, at once, but for the steps that a test holds up. */
export class FakeLine {
  /** Passes as the channels of one connection, of which each call gets its own. */
  readonly channels: ChannelPool;
  /** The queue that is the lock was deleted. */
  lockIsGone = false;
  /** How many channels went back to the pool. */
  released = 0;
  readonly #consumers: { tag: string; priority: number; receive: Receive; turn?: object }[] = [];
  #turn = false;
  #tags = 0;
  readonly #heldUp = new Map<string, Promise<void>>();

  constructor() {
    const channels = {
      keep: (use: (channel: unknown) => unknown) => use(this.#channel()),
      run: async (use: (channel: unknown) => unknown) => use(this.#channel().raw),
      release: () => {
        this.released += 1;
      },
    };
    this.channels = channels as unknown as ChannelPool;
  }

  /** How many stand in it. */
  get length(): number {
    return this.#consumers.length;
  }

  /**
   * From now on nobody gets a place, or no lock is deleted, until the returned function is called, and those that wait fail
   * if it is given a failure.
   */
  holdUp(step: "consume" | "deleteQueue"): (failure?: Error) => void {
    let goOn: ((failure?: Error) => void) | undefined;
    const held = new Promise<void>((resolve, reject) => {
      goOn = (failure) => (failure ? reject(failure) : resolve());
    });
    this.#heldUp.set(step, held);
    return (failure) => {
      this.#heldUp.delete(step);
      goOn?.(failure);
    };
  }

  makeTurn(): void {
    this.#turn = true;
    this.#deliver();
  }

  #channel() {
    const raw = {
      assertQueue: async () => ({ consumerCount: this.length }),
      checkQueue: async () => {
        if (this.lockIsGone) throw Object.assign(new Error("no such queue"), { code: 404 });
      },
      deleteQueue: async () => this.#heldUp.get("deleteQueue"),
      publish: () => this.makeTurn(),
      consume: async (_: string, receive: Receive, { priority = 0 } = {}) => {
        await this.#heldUp.get("consume");
        const tag = `${++this.#tags}`;
        this.#consumers.push({ tag, priority, receive });
        this.#consumers.sort((one, other) => other.priority - one.priority);
        queueMicrotask(() => this.#deliver());
        return { consumerTag: tag };
      },
      cancel: async (tag: string) => {
        const index = this.#consumers.findIndex((consumer) => consumer.tag === tag);
        this.#consumers.splice(index, 1);
      },
      ack: (turn: object) => this.#free(turn),
      nack: (turn: object) => {
        this.#free(turn);
        this.makeTurn();
      },
    };
    const ask = (call: (channel: typeof raw) => unknown) => call(raw);
    return { open: true, raw, ask, prefetch: async () => undefined };
  }

  #free(turn: object): void {
    const keeper = this.#consumers.find((consumer) => consumer.turn === turn);
    if (keeper) delete keeper.turn;
  }

  /** To the first that has none. */
  #deliver(): void {
    const next = this.#consumers.find(({ turn }) => turn === undefined);
    if (!this.#turn || !next) return;
    this.#turn = false;
    next.turn = { content: Buffer.from("turn") };
    next.receive(next.turn);
  }
}
