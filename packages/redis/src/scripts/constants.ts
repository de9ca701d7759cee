/** How long the fence key outlives the last acquisition, in ms: a day, so that no key stays for good. */
export const FENCE_EXPIRY = 86_400_000;

/**
 * How many fences an acquisition reserves: its own, and those that its process may give to local waiters under the same
 * lease without telling the server.
 */
export const FENCE_RESERVE = 64;

/** What a release publishes, unless its layout says otherwise. */
export const FREED = "free";

/** A value that the scripts only pass on: Redis would turn a number into text at each call. */
const text = (value: number | string) => `'${value}'`;

/** What the names in the Lua sources stand for. */
export const LUA_CONSTANTS: Readonly<Record<string, number | string>> = {
  FENCE_EXPIRY: text(FENCE_EXPIRY),
  FENCE_RESERVE,
  FREED: text(FREED),
  /** A smaller fence was never seeded: the clock in us passed it in 2001. */
  FIRST_FENCE: 1e15,
  /** The last safe integer from which a whole reserve fits. */
  LAST_FENCE: Number.MAX_SAFE_INTEGER - 2 * FENCE_RESERVE,
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
  /**
   * How long a granted lock stands before its waiter has confirmed it, in ms: what it costs when a waiter that the server
   * takes for alive does not move.
   */
  GRANT_TTL: 3_000,
  /** How soon a waiter that polls looks again while the grant that lets it join is unconfirmed, in ms. */
  JOINING_POLL: 20,
  /** A queue outlives any pause between two polls of its waiters, in ms. */
  QUEUE_EXPIRY: text(300_000),
  /** How long an element of a list waits for a waiter, in ms, as in python-redis-lock. */
  SIGNAL_EXPIRY: text(1_000),
  /** How many dead entries one call removes, a few us each. */
  MOST_DEAD: 256,
  /** How many notes one call reads. */
  MOST_NOTES: 10_000,
  /** The longest ttl that an entry may ask for, in ms. */
  LONGEST_TTL: 2_147_483_647,
};
