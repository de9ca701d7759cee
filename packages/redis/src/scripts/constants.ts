/** How long the fence key outlives the last acquisition, in ms: a day, so that no key stays forever. */
export const FENCE_EXPIRY = 86_400_000;

/**
 * How many fences an acquisition reserves: its own, and those for local waiters that take over the same lease without a
 * command.
 */
export const FENCE_RESERVE = 64;

/** The message that a release publishes, unless the layout has another. */
export const FREED = "free";

/** A string, since the scripts only pass it on: Redis would convert a number at each call. */
const text = (value: number | string) => `'${value}'`;

/** The constants that replace names in the Lua sources. */
export const LUA_CONSTANTS: Readonly<Record<string, number | string>> = {
  FENCE_EXPIRY: text(FENCE_EXPIRY),
  FENCE_RESERVE,
  FREED: text(FREED),
  /** No fence is smaller: the clock in us passed this value in 2001. */
  FIRST_FENCE: 1e15,
  /** The largest fence whose whole reserve consists of safe integers. */
  LAST_FENCE: Number.MAX_SAFE_INTEGER - 2 * FENCE_RESERVE,
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
  /**
   * How long an unconfirmed grant lasts, in ms. That is the delay for others if the first waiter seems alive but does not
   * respond.
   */
  GRANT_TTL: 3_000,
  /** How soon a polling waiter tries again while the grant that will let it join is unconfirmed, in ms. */
  JOINING_POLL: 20,
  /** The expiry of a queue, in ms: longer than any pause between two polls of its waiters. */
  QUEUE_EXPIRY: text(300_000),
  /** The expiry of the list with the signal, in ms, as in python-redis-lock. */
  SIGNAL_EXPIRY: text(1_000),
  /** The most dead entries that one call removes, at a few us each. */
  MOST_DEAD: 256,
  /** The most notes that one call reads. */
  MOST_NOTES: 10_000,
  /** The longest ttl that a queue entry may have, in ms. */
  LONGEST_TTL: 2_147_483_647,
};
