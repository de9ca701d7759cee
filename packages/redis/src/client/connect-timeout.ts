/** The shortest connect timeout, in ms: a handshake takes several round trips, and TLS. */
const LEAST_CONNECT_TIMEOUT = 2_000;

export const connectTimeoutOf = (commandTimeout: number): number =>
  Math.max(commandTimeout, LEAST_CONNECT_TIMEOUT);
