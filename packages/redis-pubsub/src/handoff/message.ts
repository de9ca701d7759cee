/** What a release tells the waiter that it gave the lock to. */
export interface GrantMessage {
  readonly token: string;
  readonly fence: number;
  /** The claim's ttl, in ms. */
  readonly ttl: number;
}

/** Undefined for whatever else someone may publish on the channel. */
export function parseGrant(text: string): GrantMessage | undefined {
  const [, token, fence, ttl] = /^(\S{1,64}) (\d{1,16}) (\d{1,10})$/.exec(text) ?? [];
  return token === undefined ? undefined : { token, fence: Number(fence), ttl: Number(ttl) };
}
