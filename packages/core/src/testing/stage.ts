import { nanoid } from "nanoid";
import type { LockClient } from "../contract/lock-client.js";
import { type ClientOptions, MAX_DELAY } from "../contract/options.js";

/** The locks under test. */
export interface Subject {
  /**
   * Opens a client. A test opens several, which contend on one backend. That need not be empty, since every test uses
   * names of its own. The suite closes what it opened.
   *
   * The options are to reach `createLocks` as they are, bad ones too: the suite checks that those are refused.
   */
  connect(options?: ClientOptions): LockClient;
  /**
   * Whether the backend has `mode: "shared"` and `limit`. Else the suite checks that both are refused.
   * @default false
   */
  readonly sharing?: boolean;
  /**
   * Whether the backend can keep a lock taken after its release, for `minHold`. Else the suite checks that it is refused.
   * @default false
   */
  readonly minHold?: boolean;
  /**
   * Whether a lock can be handed to another process, for `resume`. Else the suite checks that it is refused.
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

/** Registers what one topic promises: each promise is a test, with a stage of its own. */
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
 * Keeps the process alive. No timer of a lock does, and a backend may have no socket that would; node:test takes a process
 * with nothing to wait for as done, and cancels the test.
 */
function keepAlive(): Disposable {
  const timer = setInterval(() => undefined, MAX_DELAY);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
