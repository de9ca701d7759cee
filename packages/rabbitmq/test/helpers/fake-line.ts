import type { ChannelPool } from "../../src/amqp/channel-pool.js";

type Receive = (message: unknown) => void;

/** What a broker does with the queue of the waiters for one lock, at once, but for the steps that a test holds up. */
export class FakeLine {
  /** Passes as the channels of one connection, of which each call gets its own. */
  readonly channels: ChannelPool;
  /** The queue that is the lock was deleted. */
  lockIsGone = false;
  readonly #consumers: { tag: string; priority: number; receive: Receive; turn?: object }[] = [];
  #turn = false;
  #tags = 0;
  #held: Promise<void> | undefined;
  #letGo: () => void = () => undefined;

  constructor() {
    const channels = {
      keep: (use: (channel: unknown) => unknown) => use(this.#channel()),
      run: async (use: (channel: unknown) => unknown) => use(this.#channel().raw),
      release: () => undefined,
    };
    this.channels = channels as unknown as ChannelPool;
  }

  /** How many stand in it. */
  get length(): number {
    return this.#consumers.length;
  }

  /** From now on nobody new gets a place, until the returned function is called. */
  holdUp(): () => void {
    this.#held = new Promise((go) => {
      this.#letGo = go;
    });
    return () => {
      this.#held = undefined;
      this.#letGo();
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
      deleteQueue: async () => ({}),
      publish: () => this.makeTurn(),
      consume: async (_: string, receive: Receive, { priority = 0 } = {}) => {
        await this.#held;
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
