import type { RedisServer, TcpProxy } from "@lockwire/support";
import type { Stage } from "../stage/stage.js";
import type { Worker } from "../stage/worker.js";

/** What a fault of the soak can strike. */
export interface Field {
  readonly stage: Stage;
  readonly server: RedisServer;
  /** In front of every second worker. */
  readonly proxy: TcpProxy;
  /** A worker that no other fault strikes now. */
  victim(): Worker;
  /** Starts a worker like the one that is gone, with its load. */
  replace(gone: Worker): Promise<void>;
}

/** One kind of fault; `strike` resolves when nothing of it is left but what the library has to heal itself. */
export interface Fault {
  readonly what: string;
  strike(field: Field): Promise<void>;
}
