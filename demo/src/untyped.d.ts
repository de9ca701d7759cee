// What the demo uses of redlock 4, which comes without types.
declare module "redlock" {
  import type { Redis } from "ioredis";

  class Redlock {
    constructor(clients: Redis[], settings: { retryCount: number });
    lock(resource: string, ttl: number): Promise<{ unlock(): Promise<unknown> }>;
  }

  export = Redlock;
}
