let sent = 0;

/** How many commands the clients of this process have sent, those inside a script not counted. */
export const sentCommands = (): number => sent;

/** Counts what goes through `sendCommand`, for all clients that inherit it from where this one does. */
export function countSent(client: object): void {
  const owner = ownerOf(client);
  if (counted.has(owner)) return;
  counted.add(owner);
  const original = owner.sendCommand;
  owner.sendCommand = function (...args: unknown[]) {
    sent += 1;
    return Reflect.apply(original, this, args);
  };
}

interface Sender {
  sendCommand(...args: unknown[]): unknown;
}

const counted = new WeakSet<Sender>();

function ownerOf(client: object): Sender {
  for (let owner: object | null = client; owner; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, "sendCommand")) return owner as Sender;
  }
  throw new TypeError("this is no Redis client that we know how to count for");
}
