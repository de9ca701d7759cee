import { nanoid } from "nanoid";
import type { LockClient } from "../contract/lock-client.js";
import { type ClientOptions, MAX_DELAY } from "../contract/options.js";

/** The locks under test. */
export interface Subject {
  /**
   * Opens a client. A test opens several, which contend on one backend. The backend need not be empty, since every test uses
   * its own names. The suite closes the clients that it opened.
   *
   * Pass the options to `createLocks` unchanged, even bad ones: the suite checks that those are rejected.
   */
  connect(options?: ClientOptions): LockClient;
  /**
   * Whether the backend supports `mode: "shared"` and `limit`. If not, the suite checks that both are refused.
   * @default false
   */
  readonly sharing?: boolean;
  /**
   * Whether the backend supports `minHold`. If not, the suite checks that it is refused.
   * @default false
   */
  readonly minHold?: boolean;
  /**
   * Whether the backend supports `resume`. If not, the suite checks that it is refused.
   * @default false
   */
  readonly resume?: boolean;
}

/** One test's own clients and name. */
export interface Stage {
  /** A lock's name that no other test uses. */
  readonly name: string;
  /** Opens a client that is closed when the test ends. */
  readonly connect: (options?: ClientOptions) => LockClient;
}

/** Registers the promises of one topic: each is a test, with its own stage. */
export type Topic = (it: (promise: string, body: (stage: Stage) => Promise<void>) => void) => void;

export async function onStage(
  subject: Subject,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  using _alive = keepAlive();
  const clients: LockClient[] = [];
  const connect = (options?: ClientOptions) => {
    const client = subject.connect(options);
    clients.push(client);
    return client;
  };
  try {
    await body({ name: `conformance:${nanoid()}`, connect });
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/**
 * Keeps the process alive. A lock's timers do not, and a backend may have no socket that does; node:test considers a process
 * with nothing to wait for as done, and cancels the test.
 */
function keepAlive(): Disposable {
  const timer = setInterval(() => undefined, MAX_DELAY);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
