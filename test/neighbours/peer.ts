import type { LayoutName } from "@lockwire/redis-pubsub";

interface PeerOptions {
  /** How long the lock stays held, in ms: whole seconds for a library that counts in those. */
  readonly ttl: number;
  /** How long to wait for it, in ms. */
  readonly wait: number;
}

/** Another library, which holds at most one lock at a time. */
export interface Peer extends AsyncDisposable {
  /** False: it was not acquired in time. */
  acquire(name: string, options: PeerOptions): Promise<boolean>;
  release(): Promise<void>;
}

export interface Neighbour {
  readonly layout: LayoutName;
  /** Where the lock of a name is, by the library's own source. */
  readonly key: (name: string) => string;
  readonly open: (url: string) => Peer;
}
