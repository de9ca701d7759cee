/** The types that come with redlock are out of reach of its own `exports`. */
declare module "redlock" {
  import type { Redis } from "ioredis";

  class Redlock {
    constructor(clients: readonly Redis[], settings?: Redlock.Settings);
    on(event: "error", listener: (error: Error) => void): this;
    acquire(
      names: readonly string[],
      ttl: number,
      settings?: Redlock.Settings,
    ): Promise<Redlock.Lock>;
    release(lock: Redlock.Lock, settings?: Redlock.Settings): Promise<unknown>;
  }

  namespace Redlock {
    interface Settings {
      readonly retryCount?: number;
      readonly retryDelay?: number;
      readonly retryJitter?: number;
    }

    interface Lock {
      readonly value: string;
    }

    class ExecutionError extends Error {}
  }

  export = Redlock;
}
