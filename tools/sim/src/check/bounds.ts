/** How long after a release the lock may be free, or a waiter left out, while somebody waits, in us. */
export const AFTER_RELEASE = 250_000;
/** The same after a lease has run out. */
export const AFTER_EXPIRY = 500_000;
/** The longest pause between two polls of a spinning waiter, in us. */
export const SPIN = 500_000;
/** The longest pause between two polls of a waiter that no messages reach, or that is told of no grants, in us. */
export const POLL = 750_000;
/** How many round trips may lie between what frees a lock and the next holder. */
export const ROUND_TRIPS = 4;
/** How long after a trouble a waiter's subscription may still be away, or messages lost without anybody's notice, in us. */
export const AWAY = 6_000_000;
/** What a deadline allows for clocks that run apart, in parts of the ttl. */
export const DRIFT = 0.02;
/** How many round trips a new connection takes until a command is answered. */
export const CONNECTING = 6;
