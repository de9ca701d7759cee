import type { RedisCommands } from "./commands.js";

interface Stream {
  cork(): void;
  uncork(): void;
}

/** The sockets that ioredis exposes: one of a Redis, one per node of a Cluster. */
interface Streaming {
  readonly stream?: Partial<Stream> | null;
  nodes?(role: "all"): readonly Streaming[];
}

/**
 * Runs the commands with the client's sockets corked, so that they leave in one system call. The sockets are corked only
 * during this synchronous call, so no other commands are delayed.
 */
export function corked(redis: RedisCommands, commands: readonly (() => void)[]): void {
  const streams = commands.length > 1 ? streamsOf(redis as Streaming) : [];
  for (const stream of streams) stream.cork();
  try {
    for (const command of commands) command();
  } finally {
    for (const stream of streams) stream.uncork();
  }
}

/** Empty if the client does not expose its sockets: the commands then leave one by one. */
function streamsOf(redis: Streaming): Stream[] {
  try {
    const connections = redis.nodes ? redis.nodes("all") : [redis];
    return connections.map(({ stream }) => stream).filter(isStream);
  } catch {
    return [];
  }
}

function isStream(stream: Partial<Stream> | null | undefined): stream is Stream {
  return typeof stream?.cork === "function" && typeof stream.uncork === "function";
}
