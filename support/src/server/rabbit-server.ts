/** A private RabbitMQ node on 127.0.0.1 that ends with the process that started it. */
export interface RabbitServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** amqp://host:port, which logs in as guest. */
  readonly url: string;
  /** The process id; throws while the node is not running. */
  readonly pid: number;
  readonly running: boolean;
  /** Runs rabbitmqctl on the node and resolves with what it printed: `ctl("list_queues", "name")`. */
  ctl(...args: readonly string[]): Promise<string>;
  /** Starts it again on its port after a `kill`; resolves once it has started. */
  start(): Promise<void>;
  /** Ends the node and resolves once it is gone; port and data stay. @default "SIGKILL" */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGKILL, then start again with its data. */
  restart(): Promise<void>;
  /** Stops the node where it stands (SIGSTOP). */
  pause(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
  /** What the node has logged so far. */
  log(): Promise<string>;
  /** Ends the node and its port mapper, and removes all that they wrote. */
  stop(): Promise<void>;
}

export interface RabbitServerOptions {
  /** Path of the server program. @default what findRabbitServer finds */
  readonly program?: string;
  /** Further lines of rabbitmq.conf: `["consumer_timeout = 2000"]`. */
  readonly config?: readonly string[];
  /** Its advanced.config: settings that rabbitmq.conf does not know. */
  readonly advanced?: string;
}
