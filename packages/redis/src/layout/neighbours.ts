/** The keys and channels of another library, for clients that share locks with it. */
export interface LockLayout {
  /**
   * The key that is set while the lock is held. Two names with the same key are the same lock, but each name has its own
   * fence.
   */
  key: (name: string) => string;
  /** The channel on which the library announces a release. Without one, waiters poll for its releases. */
  channel?: ((name: string) => string) | undefined;
  /**
   * The message that a release publishes there.
   * @default "free"
   */
  message?: string | undefined;
}

/** A built-in `LockLayout`, which may have a list. */
export interface Neighbour extends LockLayout {
  /** A list on which the library's waiters block, and to which a release pushes. */
  readonly list?: (name: string) => string;
}

const theName = (name: string) => name;

/** The libraries that were tested together with this one, by package name. */
export const NEIGHBOURS = {
  /** https://github.com/miintto/redis-lock-py */
  "redis-lock-py": { key: theName, channel: (name) => `rlock-channel:${name}`, message: "ok" },
  /** `redis.lock.Lock`: https://github.com/redis/redis-py */
  "redis-py": { key: theName },
  /** https://github.com/zferentz/python-redilock */
  redilock: { key: theName },
  /** https://github.com/ionelmc/python-redis-lock */
  "python-redis-lock": {
    key: (name) => `lock:${name}`,
    list: (name) => `lock-signal:${name}`,
  },
  /** On one server: https://github.com/mike-marcacci/node-redlock */
  redlock: { key: theName },
  /** The Redis store of @verrou/core: https://github.com/Julien-R44/verrou */
  verrou: { key: theName },
  /** `Mutex`: https://github.com/swarthy/redis-semaphore */
  "redis-semaphore": { key: (name) => `mutex:${name}` },
} as const satisfies Readonly<Record<string, Neighbour>>;
