import type { ClientOptions, LockClient } from "@lockwire/core";

/** Opens clients of the locks on a server, over one client of Redis that is given to all of them, or over a URL. */
export interface Connected {
  connect(options?: ClientOptions): LockClient;
  close(): void;
}

/** A client of Redis and the locks on it: a row of the table. */
export interface Client {
  readonly name: string;
  readonly locks: "pubsub" | "plain" | "spin";
  open(url: string): Promise<Connected>;
}
