import { type RedisServer, waitUntil } from "@lockwire/support";

/** What is gone by itself is gone within, in ms. */
const GONE = 1_000;

/** What lock clients that are closed have left on a server. The fences are to stay, for their own time. */
export async function leftBehind(server: RedisServer, patience = GONE): Promise<string[]> {
  let found: string[] = [];
  await waitUntil(
    async () => {
      found = await lookAround(server);
      return found.length === 0;
    },
    { what: "nothing of ours on the server", timeout: patience },
  ).catch(() => undefined);
  return found;
}

async function lookAround(server: RedisServer): Promise<string[]> {
  const admin = server.admin();
  const [keys, channels, sharded, list] = await Promise.all([
    admin.keys("*"),
    admin.call("PUBSUB", "CHANNELS") as Promise<string[]>,
    admin.call("PUBSUB", "SHARDCHANNELS").catch(() => []) as Promise<string[]>,
    admin.call("CLIENT", "LIST") as Promise<string>,
  ]);
  // A replica forgets what its master has told it to forget: what it still has is no matter of ours.
  const [role] = (await admin.call("ROLE")) as [string];
  const ours = role === "master" ? keys.filter((key) => !key.endsWith(":fence")) : [];
  const clients = list.split("\n").filter(isClient);
  return [
    ...ours.map((key) => `the key ${key} was left`),
    ...[...channels, ...sharded]
      .filter(isOurs)
      .map((channel) => `a subscription to ${channel} was left`),
    ...clients.map((client) => `a connection was left: ${client}`),
  ];
}

function isOurs(channel: string): boolean {
  return !channel.startsWith("__sentinel__");
}

/** Neither our own questions nor replication nor a Sentinel, nor another node that has moved keys here. */
function isClient(line: string): boolean {
  const ofServers = / name=(lockwire-admin|sentinel-\S+) | flags=[SMN]*[SM][SMN]* | cmd=restore/;
  return line !== "" && !ofServers.test(line);
}
