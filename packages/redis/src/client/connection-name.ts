/** The name in CLIENT LIST of a connection that Lockwire opened. ioredis ignores a refused CLIENT SETNAME. */
export const CONNECTION_NAME = "lockwire";

/** The name of a duplicate connection: the client's name, then ours. */
export function connectionNameFor(clientName: string | null | undefined, name: string): string {
  const isDefault = clientName === CONNECTION_NAME;
  return [...(clientName && !isDefault ? [clientName] : []), CONNECTION_NAME, name].join(":");
}
