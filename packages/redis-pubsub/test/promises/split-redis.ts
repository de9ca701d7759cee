import { Redis, type RedisOptions } from "ioredis";

/** A client whose subscriber goes another way than its commands. */
export class SplitRedis extends Redis {
  readonly #subscriberPort: number;

  constructor(port: number, subscriberPort: number) {
    super(port, { protocol: 2 });
    this.#subscriberPort = subscriberPort;
  }

  override duplicate(options?: Partial<RedisOptions>): Redis {
    return super.duplicate({ ...options, port: this.#subscriberPort });
  }
}
