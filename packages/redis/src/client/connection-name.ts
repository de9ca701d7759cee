/** How CLIENT LIST names a connection that Lockwire opened. ioredis goes on where CLIENT SETNAME is not permitted. */
export const CONNECTION_NAME = "lockwire";

/** The name of a connection like a client's own, behind that client's name. */
export function connectionNameFor(clientName: string | null | undefined, name: string): string {
  const isDefault = clientName === CONNECTION_NAME;
  return [...(clientName && !isDefault ? [clientName] : []), CONNECTION_NAME, name].join(":");
}
