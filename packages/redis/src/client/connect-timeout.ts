/** To connect and to shake hands may take this long at least, in ms: more than one round trip, and TLS. */
const LEAST_CONNECT_TIMEOUT = 2_000;

export const connectTimeoutOf = (commandTimeout: number): number =>
  Math.max(commandTimeout, LEAST_CONNECT_TIMEOUT);
