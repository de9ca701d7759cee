/** The monotonic clock, in ms. A step of the wall clock never shortens or stretches a lease. */
export const now = (): number => performance.now();
