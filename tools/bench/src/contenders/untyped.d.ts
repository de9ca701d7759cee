// What we use of the peers that come without types, or with types that their `exports` hides.

declare module "redlock" {
  import type { Redis } from "ioredis";

  class Redlock {
    constructor(clients: Redis[], settings: { retryCount: number });
    acquire(resources: string[], ttl: number): Promise<{ release(): Promise<unknown> }>;
    on(event: "error", listener: () => void): void;
  }

  export = Redlock;
}

declare module "redlock-4" {
  import type { Redis } from "ioredis";

  class Redlock {
    constructor(clients: Redis[], settings: { retryCount: number });
    lock(resource: string, ttl: number): Promise<{ unlock(): Promise<unknown> }>;
  }

  export = Redlock;
}
