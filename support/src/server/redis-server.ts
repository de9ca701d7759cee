import type { Redis } from "ioredis";

/** A private redis-server on 127.0.0.1 that ends with the process that started it. */
export interface RedisServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** redis://host:port */
  readonly url: string;
  /** The process id; throws while the server is not running. */
  readonly pid: number;
  readonly running: boolean;
  /** One connection for a test's own questions, opened at its first command, closed by `stop`. */
  admin(): Redis;
  /** Starts it again on its port after a `kill`; resolves once it answers. */
  start(): Promise<void>;
  /** Ends the process and resolves once it is gone; port and data stay. @default "SIGKILL" */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGKILL, then start again. Data is kept if the server persists and `keepData` is not false. */
  restart(options?: { readonly keepData?: boolean }): Promise<void>;
  /** Stops the process where it stands (SIGSTOP). */
  pause(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
  /** What the server has logged so far. */
  log(): Promise<string>;
  /** Ends it and removes all that it wrote. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Path of the server program. @default what findRedisServer finds */
  readonly program?: string;
  /** Keeps data through a SIGKILL: append-only file, synced at every write. @default false */
  readonly persist?: boolean;
  /** Further lines of its configuration file: `["maxmemory 1mb"]`. */
  readonly config?: readonly string[];
  /** Runs it as a Sentinel. @default false */
  readonly sentinel?: boolean;
}
