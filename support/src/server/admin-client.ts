import { Redis } from "ioredis";

/** The name of our own connections, which counts and kills by a test leave out. */
export const ADMIN_NAME = "lockwire-admin";

/** A connection for looking at a server and steering it, that outlives the server's restarts. */
export function adminClient(port: number): Redis {
  const client = new Redis({
    host: "127.0.0.1",
    port,
    connectionName: ADMIN_NAME,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  });
  client.on("error", () => undefined);
  return client;
}
