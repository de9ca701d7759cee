/** Looked up once: in Node it is a global that is made when it is first asked for. */
const { performance } = globalThis;

/** The monotonic clock, in ms. A step of the wall clock never shortens or stretches a lease. */
export const now = (): number => performance.now();
