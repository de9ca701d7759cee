/**
 * The margin for clocks and timers: two clocks that NTP slews at its 500 ppm limit drift apart by 0.1 %, and a timer may
 * fire up to 2 ms late (https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/ asks for such a margin).
 */
const DRIFT_RATE = 0.001;
const TIMER_SLACK = 2;

/**
 * The time until which a lease requested at `sentAt` is certainly held: the server counts its ttl from a later moment, so
 * nobody else can hold the lock before.
 */
export function usableUntil(sentAt: number, ttl: number): number {
  return sentAt + ttl - ttl * DRIFT_RATE - TIMER_SLACK;
}

/** The term to request, in ms: the ttl, or `maxHold` if that is shorter. */
export function termOf({ ttl, maxHold }: { ttl: number; maxHold: number }): number {
  return Math.floor(Math.min(ttl, maxHold));
}
