import { type RedisSentinel, type RedisServer, waitUntil } from "@lockwire/support";

/** What is gone by itself is gone within, in ms. */
const GONE = 1_000;

/** What lock clients that are closed have left on the servers. The fences are to stay, for their own time. */
export async function leftBehind(
  servers: readonly RedisServer[],
  groups: readonly RedisSentinel[],
  patience = GONE,
): Promise<string[]> {
  const left = await Promise.all(servers.map((server) => leftOn(server, groups, patience)));
  return left.flat();
}

async function leftOn(
  server: RedisServer,
  groups: readonly RedisSentinel[],
  timeout: number,
): Promise<string[]> {
  let found: string[] = [];
  await waitUntil(
    async () => {
      found = await lookAround(server, groups);
      return found.length === 0;
    },
    { what: "nothing of ours on the server", timeout },
  ).catch(() => undefined);
  return found;
}

/** The keys of locks on the server. The fences are to stay, and a replica forgets what its master has told it to forget. */
export async function lockKeys(
  server: RedisServer,
  groups: readonly RedisSentinel[],
): Promise<string[]> {
  const admin = server.admin();
  const [keys, role] = await Promise.all([
    admin.keys("*"),
    admin.call("ROLE") as Promise<[string, ...unknown[]]>,
  ]);
  if (role[0] !== "master" || !(await keepsItsData(server, groups))) return [];
  return keys.filter((key) => !key.endsWith(":fence"));
}

/** A primary that was deposed, and has not heard of it yet, will throw away what it has. */
async function keepsItsData(
  server: RedisServer,
  groups: readonly RedisSentinel[],
): Promise<boolean> {
  const group = groups.find(({ servers }) => servers.includes(server));
  return group === undefined || (await group.primary()) === server;
}

async function lookAround(
  server: RedisServer,
  groups: readonly RedisSentinel[],
): Promise<string[]> {
  const admin = server.admin();
  const [keys, channels, sharded, list] = await Promise.all([
    lockKeys(server, groups),
    admin.call("PUBSUB", "CHANNELS") as Promise<string[]>,
    admin.call("PUBSUB", "SHARDCHANNELS").catch(() => []) as Promise<string[]>,
    admin.call("CLIENT", "LIST") as Promise<string>,
  ]);
  const clients = list.split("\n").filter(isClient);
  return [
    ...keys.map((key) => `the key ${key} was left`),
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
